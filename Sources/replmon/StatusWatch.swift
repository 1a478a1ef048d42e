import ArgumentParser
import Dispatch
import Glibc
import ReplmonCtl
import StatusAPI

/// `ctl status --watch`: repeats the request until a signal ends it. When the daemon cannot be reached, it says so and
/// tries again.
struct StatusWatch {
    let socket: String
    let output: OutputOptions
    let cluster: String?
    let interval: Duration

    func run() async throws {
        if Terminal.isScreen, !output.json {
            await onScreen(Screen())
        } else {
            try await appended()
        }
    }

    private func ask() async -> WatchScreen.Answer {
        do throws(DaemonClientError) {
            let status = try await DaemonClient(socket: socket).status()
            return .document(status.document, bytes: status.bytes)
        } catch {
            return .failure(error.description)
        }
    }

    /// Redrawn at each answer, and whenever the terminal's size changes.
    private func onScreen(_ screen: Screen) async {
        let watch = WatchEvents(every: interval, suspend: screen.leave, resume: screen.enter, end: screen.leave)
        screen.enter()
        var answer: WatchScreen.Answer?
        for await event in watch.events {
            if event == .tick || answer == nil { answer = await ask() }
            guard let answer else { continue }
            screen.draw(
                WatchScreen.screen(
                    answer, cluster: cluster, every: interval, rows: Terminal.height, style: output.style))
        }
    }

    /// One block, or one JSON document on a line, after the other.
    private func appended() async throws {
        let watch = WatchEvents(every: interval, suspend: {}, resume: {}, end: {})
        var isFirst = true
        var complaint: String?
        for await event in watch.events where event == .tick {
            switch await ask() {
            case .failure(let reason):
                if reason != complaint { Terminal.complain(reason + "; trying again") }
                complaint = reason
            case .document(let document, let bytes):
                if isFirst { try output.require(cluster, in: document) }
                if complaint != nil { Terminal.complain("the daemon answers again") }
                (isFirst, complaint) = (false, nil)
                append(document, bytes)
            }
        }
    }

    private func append(_ document: StatusDocument, _ bytes: [UInt8]) {
        if output.json {
            Terminal.say(WatchScreen.jsonLine(document, bytes: bytes, cluster: cluster))
        } else {
            Terminal.say(WatchScreen.block(document, cluster: cluster, style: output.style))
        }
    }
}
