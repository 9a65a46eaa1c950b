// The namespace of what a program in StableHLO is built of.

/// Programs in StableHLO under construction: their values, types, attributes, functions and modules.
public enum HLO {}
