import ArgumentParser
import ReplmonCtl

extension CompletionKind {
    /// Names that the daemon knows now; none when it does not answer at once.
    static func daemonNames(_ kind: Completion.Kind) -> CompletionKind {
        .custom { words, index, _ in
            let client = DaemonClient(
                socket: Completion.socket(in: words) ?? SocketOption.usual, timeout: .milliseconds(700))
            guard let status = try? await client.status() else { return [] }
            let names = Completion.names(kind, in: status.document, words: words)
            return CompletionShell.requesting == .bash
                ? Completion.names(names, afterColonsIn: words, at: index) : names
        }
    }
}
