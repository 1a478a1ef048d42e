import Glibc

/// What the demo prints: headings, what was done, what was seen; coloured on a terminal.
struct Narrator: Sendable {
    private let isTerminal = isatty(STDOUT_FILENO) == 1

    func say(_ text: String) {
        emit(text)
    }

    /// A new act.
    func title(_ text: String) {
        emit("\n" + (isTerminal ? "\u{1B}[1m== \(text)\u{1B}[0m" : "== \(text)"))
    }

    /// Something replmon said, and how long after the fault.
    func seen(after seconds: String, _ text: String) {
        emit("   after \(seconds) s  \(text)")
    }

    private func emit(_ text: String) {
        print(text)
        fflush(nil)
    }
}
