# The commands of the project. `make` alone prints this menu.

.DEFAULT_GOAL := help
SHELL := /bin/bash

# Options for the Swift builds, as in `make test SWIFT_FLAGS="--sanitize thread"`.
SWIFT_FLAGS ?=
# Options for the program that a target runs, as in `make conformance ARGS="--group sin"`.
ARGS ?=
# Only the benchmarks whose names begin so, as in `make bench ONLY=dispatch`.
ONLY ?=
# The folder of conformance cases.
CASES ?= $(firstword $(wildcard shared/conformance/cases ../shared/conformance/cases) \
  Tests/ConformanceTests/Golden/readings)

.PHONY: help setup demo test extension bench conformance status readme format lint clean

help: ## print this menu
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

setup: ## fetch and build the XLA CPU plugin, once
	@Scripts/setup

demo: setup ## train a classifier on real digits, and JAX's classic examples
	@Scripts/build-and-run demo $(ARGS)

test: setup ## run the tests
	@Scripts/test $(SWIFT_FLAGS) $(ARGS)

extension: setup ## build and test a package that builds on this one, in debug and release
	@Scripts/test-package Examples/Extension

readme: setup ## run the README's examples and compare what they print
	@Scripts/check-readme

conformance: setup ## replay JAX's own programs and compare the results
	@Scripts/build-and-run conformance $(CASES) $(ARGS)

status: setup ## write into the README which of JAX's programs pass
	@Scripts/status $(ARGS) $(CASES)

bench: setup ## run the benchmarks beside Python JAX
	@Benchmarks/run --only "$(ONLY)" $(ARGS)

format: ## format the Swift sources
	@swift format -i -r -p Package.swift Sources Tests Examples Benchmarks

lint: ## check formatting and the rules of CONTRIBUTING.md
	@Scripts/check

clean: ## remove what was built here; the plugin and its packages stay in the cache
	@rm -rf .build
