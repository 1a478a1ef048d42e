import Glibc

/// The output of the demo: headings, actions, observations; coloured on a terminal.
struct Narrator: Sendable {
    private let isTerminal = isatty(STDOUT_FILENO) == 1

    func say(_ text: String) {
        emit(text)
    }

    /// Begins a new act.
    func title(_ text: String) {
        emit("\n" + (isTerminal ? "\u{1B}[1m== \(text)\u{1B}[0m" : "== \(text)"))
    }

    /// An output of replmon, and its delay after the fault.
    func seen(after seconds: String, _ text: String) {
        emit("   after \(seconds) s  \(text)")
    }

    private func emit(_ text: String) {
        print(text)
        fflush(nil)
    }
}
