extension ProbeFailure {
    /// Whether there was no answer: neither did the server refuse, nor did replmon itself fail to ask.
    package var isSilence: Bool {
        if case .local = self { false } else { !serverAnswered }
    }
}
