/// The values of one alert that the configuration changes; `nil` keeps the catalogue's value.
package struct AlertOverride: Hashable, Sendable {
    /// Raise a warning at this value and above.
    package var warning: Duration?
    /// Raise a critical alert at this value and above.
    package var critical: Duration?
    /// A firing warning is clear at this value; a critical alert becomes a warning at the same share of its own limit.
    package var clear: Duration?
    /// How long the condition must hold before the alert fires.
    package var `for`: Duration?
    /// How long the condition must have been clear before the alert resolves.
    package var keepFiringFor: Duration?

    package init(
        warning: Duration? = nil, critical: Duration? = nil, clear: Duration? = nil, for dwell: Duration? = nil,
        keepFiringFor: Duration? = nil
    ) {
        self.warning = warning
        self.critical = critical
        self.clear = clear
        self.for = dwell
        self.keepFiringFor = keepFiringFor
    }
}
