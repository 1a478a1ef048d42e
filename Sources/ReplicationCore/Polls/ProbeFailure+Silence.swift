extension ProbeFailure {
    /// Whether nobody answered at all: neither did the server refuse, nor was it replmon that could not ask.
    package var isSilence: Bool {
        if case .local = self { false } else { !serverAnswered }
    }
}
