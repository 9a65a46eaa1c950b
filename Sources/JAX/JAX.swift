// What users import: all of the package's own modules under one name.

@_exported import JAXCore
@_exported import JAXLax
@_exported import JAXNumpy
@_exported import JAXTransforms
@_exported import StableHLO
