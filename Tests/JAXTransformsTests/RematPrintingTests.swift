// Rematerialised programs print as JAX prints them.
//
// The texts are those of jax 0.10.2 for the same functions.

import JAXTransforms
import Testing

private let nested: @Sendable (Tensor) -> Tensor = { x in lax.sin(lax.sin(x)) }

private let named: @Sendable (Tensor) -> Tensor = { x in
  lax.sin(checkpointName(lax.sin(x), "a"))
}

private let products: @Sendable (Tensor, Tensor) -> Tensor = { w, v in
  lax.reduceSum(lax.sin(lax.dot(w, lax.sin(lax.dot(w, v)))), axes: [0])
}

private let one = Tensor(.float(1), dtype: .float32)
private let vector = shapeDtypeStruct([3], .float32)
private let matrix = shapeDtypeStruct([3, 3], .float32)

@Suite struct RematPrintingTests {
  @Test func plainText() {
    let text = "\(makeJaxpr(checkpoint(nested))(one))"
    #expect(
      text == """
        { lambda ; a:f32[]. let
            b:f32[] = remat2[
              differentiated=False
              jaxpr={ lambda ; c:f32[]. let d:f32[] = sin c; e:f32[] = sin d in (e,) }
              policy=None
              prevent_cse=True
            ] a
          in (b,) }
        """)
  }

  @Test func gradText() {
    let text = "\(makeJaxpr(grad(checkpoint(nested)))(one))"
    #expect(
      text == """
        { lambda ; a:f32[]. let
            b:f32[] = sin a
            _:f32[] = sin b
            c:f32[] = remat2[
              differentiated=True
              jaxpr={ lambda ; d:f32[] e:f32[]. let
                  f:f32[] = sin d
                  g:f32[] = cos d
                  h:f32[] = cos f
                  i:f32[] = mul e h
                  j:f32[] = mul i g
                in (j,) }
              policy=None
              prevent_cse=True
            ] a 1.0:f32[]
          in (c,) }
        """)
  }

  @Test func jvpText() {
    let text =
      "\(makeJaxpr { x, t in jvp(checkpoint(nested, policy: .dotsSaveable), x, t) }(one, one))"
    #expect(
      text == """
        { lambda ; a:f32[] b:f32[]. let
            c:f32[] d:f32[] = remat2[
              differentiated=False
              jaxpr={ lambda ; e:f32[] f:f32[]. let
                  g:f32[] = sin e
                  h:f32[] = cos e
                  i:f32[] = mul f h
                  j:f32[] = sin g
                  k:f32[] = cos g
                  l:f32[] = mul i k
                in (j, l) }
              policy=DotsSaveable(only_if_no_batch_dims=False)
              prevent_cse=True
            ] a b
          in (c, d) }
        """)
  }

  @Test func namesText() {
    let text = "\(makeJaxpr(grad(checkpoint(named, policy: .saveOnlyTheseNames("a"))))(one))"
    #expect(
      text == """
        { lambda ; a:f32[]. let
            b:f32[] = sin a
            c:f32[] = name[name=a] b
            d:f32[] = reduce_precision[exponent_bits=8 mantissa_bits=23] c
            _:f32[] = sin d
            e:f32[] = remat2[
              differentiated=True
              jaxpr={ lambda ; f:f32[] g:f32[] h:f32[]. let
                  i:f32[] = cos g
                  j:f32[] = cos f
                  k:f32[] = mul h j
                  l:f32[] = mul k i
                in (l,) }
              policy=SaveOnlyTheseNames(saveable_names=frozenset({'a'}))
              prevent_cse=True
            ] d a 1.0:f32[]
          in (e,) }
        """)
  }

  @Test func dotsText() {
    let text = "\(makeJaxpr(grad(checkpoint(products, policy: .dotsSaveable)))(matrix, vector))"
    #expect(
      text == """
        { lambda ; a:f32[3,3] b:f32[3]. let
            c:f32[3] = dot_general[dimension_numbers=(([1], [0]), ([], []))] a b
            d:f32[3] = reduce_precision[exponent_bits=8 mantissa_bits=23] c
            e:f32[3] = sin d
            f:f32[3] = dot_general[dimension_numbers=(([1], [0]), ([], []))] a e
            g:f32[3] = reduce_precision[exponent_bits=8 mantissa_bits=23] f
            h:f32[3] = sin g
            _:f32[] = reduce_sum[axes=(0,) out_sharding=None] h
            i:f32[3,3] = remat2[
              differentiated=True
              jaxpr={ lambda ; j:f32[3] k:f32[3] l:f32[3,3] m:f32[3] n:f32[]. let
                  o:f32[3] = sin j
                  p:f32[3] = cos j
                  q:f32[3] = cos k
                  r:f32[3] = broadcast_in_dim n
                  s:f32[3] = mul r q
                  t:f32[3] = dot_general[dimension_numbers=(([0], [0]), ([], []))] s l
                  u:f32[3,3] = dot_general[dimension_numbers=(([], []), ([], []))] s o
                  v:f32[3] = mul t p
                  w:f32[3,3] = dot_general[dimension_numbers=(([], []), ([], []))] v m
                  x:f32[3,3] = add_any u w
                in (x,) }
              policy=DotsSaveable(only_if_no_batch_dims=False)
              prevent_cse=True
            ] d g a b 1.0:f32[]
          in (i,) }
        """)
  }

  @Test func vmapgradText() {
    let text = "\(makeJaxpr(vmap(grad(checkpoint(nested))))(vector))"
    #expect(
      text == """
        { lambda ; a:f32[3]. let
            b:f32[3] = sin a
            _:f32[3] = sin b
            c:f32[3] = remat2[
              differentiated=True
              jaxpr={ lambda ; d:f32[3] e:f32[]. let
                  f:f32[3] = sin d
                  g:f32[3] = cos d
                  h:f32[3] = cos f
                  i:f32[3] = mul e h
                  j:f32[3] = mul i g
                in (j,) }
              policy=None
              prevent_cse=True
            ] a 1.0:f32[]
          in (c,) }
        """)
  }

  @Test func everyText() {
    let text = "\(makeJaxpr(grad(checkpoint(nested, policy: .everythingSaveable)))(one))"
    #expect(
      text == """
        { lambda ; a:f32[]. let
            b:f32[] = sin a
            c:f32[] = cos a
            _:f32[] = sin b
            d:f32[] = cos b
            e:f32[] = remat2[
              differentiated=True
              jaxpr={ lambda ; f:f32[] g:f32[] h:f32[]. let
                  i:f32[] = mul h g
                  j:f32[] = mul i f
                in (j,) }
              policy=everything_saveable
              prevent_cse=True
            ] c d 1.0:f32[]
          in (e,) }
        """)
  }

  @Test func nocseText() {
    let text = "\(makeJaxpr(grad(checkpoint(nested, preventCSE: false)))(one))"
    #expect(
      text == """
        { lambda ; a:f32[]. let
            b:f32[] = sin a
            _:f32[] = sin b
            c:f32[] = remat2[
              differentiated=True
              jaxpr={ lambda ; d:f32[] e:f32[]. let
                  f:f32[] = sin d
                  g:f32[] = cos d
                  h:f32[] = cos f
                  i:f32[] = mul e h
                  j:f32[] = mul i g
                in (j,) }
              policy=None
              prevent_cse=False
            ] a 1.0:f32[]
          in (c,) }
        """)
  }

  @Test func jitText() {
    let text = "\(makeJaxpr(grad(jit(checkpoint(nested), name: "<lambda>")))(one))"
    #expect(
      text == """
        { lambda ; a:f32[]. let
            _:f32[] = jit[
              name=<lambda>
              jaxpr={ lambda ; a:f32[]. let b:f32[] = sin a; _:f32[] = sin b in (_,) }
            ] a
            c:f32[] = jit[
              name=<lambda>
              jaxpr={ lambda ; a:f32[] d:f32[]. let
                  c:f32[] = remat2[
                    differentiated=True
                    jaxpr={ lambda ; e:f32[] f:f32[]. let
                        g:f32[] = sin e
                        h:f32[] = cos e
                        i:f32[] = cos g
                        j:f32[] = mul f i
                        k:f32[] = mul j h
                      in (k,) }
                    policy=None
                    prevent_cse=True
                  ] a d
                in (c,) }
            ] a 1.0:f32[]
          in (c,) }
        """)
  }

  @Test func innerjitText() {
    let text = "\(makeJaxpr(grad(checkpoint(jit(nested, name: "<lambda>"))))(one))"
    #expect(
      text == """
        { lambda ; a:f32[]. let
            _:f32[] = jit[
              name=<lambda>
              jaxpr={ lambda ; a:f32[]. let b:f32[] = sin a; _:f32[] = sin b in (_,) }
            ] a
            c:f32[] = remat2[
              differentiated=True
              jaxpr={ lambda ; d:f32[] e:f32[]. let
                  f:f32[] g:f32[] = jit[
                    name=<lambda>
                    jaxpr={ lambda ; d:f32[]. let
                        h:f32[] = sin d
                        f:f32[] = cos d
                        g:f32[] = cos h
                      in (f, g) }
                  ] d
                  i:f32[] = jit[
                    name=<lambda>
                    jaxpr={ lambda ; f:f32[] g:f32[] e:f32[]. let
                        j:f32[] = mul e g
                        i:f32[] = mul j f
                      in (i,) }
                  ] f g e
                in (i,) }
              policy=None
              prevent_cse=True
            ] a 1.0:f32[]
          in (c,) }
        """)
  }

  @Test func anyText() {
    let text = "\(makeJaxpr(checkpoint(nested, policy: .saveAnyNamesButThese("b", "a")))(one))"
    #expect(
      text == """
        { lambda ; a:f32[]. let
            b:f32[] = remat2[
              differentiated=False
              jaxpr={ lambda ; c:f32[]. let d:f32[] = sin c; e:f32[] = sin d in (e,) }
              policy=SaveAnyNamesButThese(names=frozenset({'a', 'b'}))
              prevent_cse=True
            ] a
          in (b,) }
        """)
  }
}
