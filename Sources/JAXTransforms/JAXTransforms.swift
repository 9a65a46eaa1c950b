// What this target re-exports: transformations are used together with the operations they transform.

@_exported import JAXLax
