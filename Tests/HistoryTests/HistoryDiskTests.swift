import Alerting
import Foundation
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Testing

@testable import History
@testable import history_probe

/// Disks that are full, may not be written, have lost the file or hang: no caller waits, the reason is reported, and
/// batches that were recorded meanwhile are written as soon as possible.
struct HistoryDiskTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    // MARK: Full

    /// Arguments that start a program, after `script`, in a mount namespace where `folder` is a small file system.
    private func onSmallDisk(_ script: String = ":") -> [String] {
        let mount = #"mount -t tmpfs -o size=512k,mode=755 tmpfs "$0" && "# + script + #" && exec "$@""#
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", mount, folder.path]
    }

    private let fill = #"{ dd if=/dev/zero of="$0/filler" bs=4k 2>/dev/null || true; }"#

    /// The folder as a process in another mount namespace sees it.
    private func folder(of process: ProbeProcess) -> String { "/proc/\(process.pid)/root\(folder.path)" }

    @Test(
        "On a full disk everything is kept in memory until there is room",
        .enabled(if: ProbeProcess.canMount, ProbeProcess.mountNeeds))
    func full() throws {
        let process = try ProbeProcess("serve", in: folder.path, before: onSmallDisk())
        #expect(try process.ask("commit 1") == "saved")
        let place = folder(of: process)
        #expect(FileManager.default.createFile(atPath: "\(place)/filler", contents: nil))
        let filler = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(place)/filler"))
        while (try? filler.write(contentsOf: Data(count: 4_096))) != nil {}
        try filler.close()

        var number: Int64 = 1
        var answer = "saved"
        while answer == "saved", number < 1_000 {
            number += 1
            answer = try process.ask("commit \(number)")
        }
        #expect(answer == "not saved: \(folder.database): No space left on device")
        #expect(try process.ask("record \(number + 1)") == "recorded")
        #expect(try process.ask("health").hasPrefix("memoryOnly(reason: \"\(folder.database): No space left"))

        try FileManager.default.removeItem(atPath: "\(place)/filler")
        _ = try process.ask("maintain")
        #expect(try process.ask("health", until: "saved") == "saved")
        let numbers = try process.ask("events").split(separator: " ").compactMap { Int64($0) }
        #expect(numbers == numbers.sorted() && Set(numbers) == Set(1...number + 1))
        #expect(try process.ask("close") == "closed")
        let copy = try Folder()
        try FileManager.default.copyItem(atPath: "\(place)/history.db", toPath: copy.database)
        #expect(History.look(into: copy).remembered.isBatch(number + 1))
    }

    @Test(
        "A start on a full disk reads the content of the file",
        .enabled(if: ProbeProcess.canMount, ProbeProcess.mountNeeds))
    func startOnFull() async throws {
        let source = try Folder()
        try await History.make(in: source, holding: 7)
        let process = try ProbeProcess(
            "serve", in: folder.path, before: onSmallDisk("cp '\(source.database)' \"$0/\" && " + fill))
        #expect(try process.ask("remembered") == "7 \(HistoryBatch.numbered(7).alerts?.count ?? -1) alerts")
        #expect(try process.ask("health").contains("No space left on device"))
        try FileManager.default.removeItem(atPath: "\(folder(of: process))/filler")
        _ = try process.ask("maintain")
        #expect(try process.ask("health", until: "saved") == "saved")
    }

    @Test(
        "A first start on a full disk creates the file when there is room",
        .enabled(if: ProbeProcess.canMount, ProbeProcess.mountNeeds))
    func firstStartOnFull() throws {
        let process = try ProbeProcess("serve", in: folder.path, before: onSmallDisk(fill))
        #expect(try process.ask("health").contains("No space left on device"))
        #expect(try process.ask("commit 1").hasPrefix("not saved"))
        try FileManager.default.removeItem(atPath: "\(folder(of: process))/filler")
        #expect(try process.ask("commit 2") == "saved")
        #expect(try process.ask("health") == "saved")
    }

    // MARK: Not writable

    @Test("A file on a read-only file system is read", .enabled(if: ProbeProcess.canMount, ProbeProcess.mountNeeds))
    func readOnly() throws {
        // Killed, so that a part of the data is in the write-ahead log only.
        let writer = try ProbeProcess("serve", in: folder.path)
        #expect(try writer.ask("commit 7") == "saved")
        writer.kill()
        let script = #"mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@""#
        let process = try ProbeProcess(
            "serve", in: folder.path,
            before: ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, folder.path])
        #expect(try process.ask("health") == "memoryOnly(reason: \"\(folder.database): Read-only file system\")")
        #expect(try process.ask("remembered") == "7 \(HistoryBatch.numbered(7).alerts?.count ?? -1) alerts")
        #expect(try process.ask("commit 8") == "not saved: \(folder.database): Read-only file system")
        process.kill()
        #expect(History.look(into: folder).remembered.isBatch(7))
    }

    @Test(
        "A lack of permission is reported",
        .enabled(if: ProbeProcess.canBeNobody, "needs root, and a build folder that all may read"))
    func noPermission() async throws {
        try await History.make(in: folder)
        let process = try ProbeProcess("serve", in: folder.path, before: ProbeProcess.nobody)
        #expect(try process.ask("health") == "memoryOnly(reason: \"\(folder.database): Permission denied\")")
        #expect(try process.ask("commit 8") == "not saved: \(folder.database): Permission denied")
        #expect(try folder.names == ["history.db"])
    }

    // MARK: Gone

    @Test("A missing directory may be created later")
    func missingFolder() async throws {
        try FileManager.default.removeItem(atPath: folder.path)
        let (history, remembered) = History.open(folder)
        #expect(remembered == Remembered())
        #expect(history.health == .memoryOnly(reason: "\(folder.database): No such file or directory"))
        history.record(.numbered(4))
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        history.maintain(wallNow: WallInstant(milliseconds: 0))
        try waitUntil("the health to be good") { history.health == .saved }
        history.close(within: .seconds(10))
        #expect(History.look(into: folder).remembered.isBatch(4))
    }

    @Test("A file that was deleted is created again", arguments: ["history.db", "history.db-wal", ""])
    func deleted(_ name: String) async throws {
        let (history, _) = History.open(folder)
        try await history.keep(.numbered(4))
        try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
        if name.isEmpty {
            await #expect(throws: History.NotSaved.self) { try await history.keep(HistoryBatch(events: [.at(1)])) }
            try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        }
        // Acknowledged, so it must be in the file that the next start reads, together with all that is in force.
        try await history.keep(HistoryBatch(events: [.at(2)]))
        #expect(await history.events(since: nil, limit: 100).last == .at(2))
        let copy = try Folder()
        for name in try folder.names where !name.contains(".unreadable-") {
            try copy.write(folder.bytes(name), to: name)
        }
        #expect(History.look(into: copy).remembered.isBatch(4))
        history.close(within: .seconds(10))
    }

    @Test("Maintenance notices a deleted file when nothing waits to be written")
    func deletedWhileIdle() async throws {
        let (history, _) = History.open(folder)
        try await history.keep(.numbered(4))
        try FileManager.default.removeItem(atPath: folder.database)
        history.maintain(wallNow: WallInstant(milliseconds: 0))
        try waitUntil("the file to be there") { try folder.names.contains("history.db") }
        history.close(within: .seconds(10))
        #expect(History.look(into: folder).remembered.isBatch(4))
    }

    @Test("One process at a time can open the file")
    func oneProcess() async throws {
        let (first, _) = History.open(folder)
        try await first.keep(.numbered(4))
        let second = try ProbeProcess("serve", in: folder.path)
        let reason = "\(folder.database): another process has it open"
        #expect(try second.ask("health") == "memoryOnly(reason: \"\(reason)\")")
        #expect(try second.ask("commit 5") == "not saved: \(reason)")
        try await first.keep(.numbered(6))
        #expect(first.health == .saved)
        first.close(within: .seconds(10))
        // The second process does not overwrite what the first wrote before it has taken that.
        _ = try second.ask("maintain")
        #expect(try second.ask("health", until: "not in force yet").contains("is not in force yet"))
        #expect(try second.ask("late") == "6")
        #expect(try second.ask("commit 5") == "saved")
        second.kill()
        #expect(try folder.aside == [])
        #expect(History.look(into: folder).remembered.isBatch(5))
    }

    // MARK: Hung

    @Test("A hung disk does not block callers")
    func hung() async throws {
        let (history, _) = History.open(folder, patience: .milliseconds(200))
        try await history.keep(.numbered(1))
        let gate = DispatchSemaphore(value: 0)
        history.writer.executor.queue.async { gate.wait() }

        let start = ContinuousClock.now
        for number in 0..<Int64(WriteQueue.limit + 5) { history.record(HistoryBatch(events: [.at(number)])) }
        #expect(ContinuousClock.now - start < .seconds(2))
        let failure = await #expect(throws: History.NotSaved.self) { try await history.keep(.numbered(2)) }
        #expect(failure?.description == "\(folder.database): the disk does not answer")
        #expect(history.health == .memoryOnly(reason: "\(folder.database): the disk does not answer"))
        #expect(history.dropped == UInt64(5 + HistoryBatch.numbered(2).events.count))
        let events = await history.events(since: nil, limit: .max)
        #expect(events.suffix(HistoryBatch.numbered(2).events.count) == HistoryBatch.numbered(2).events[...])
        for _ in 0..<100 { history.maintain(wallNow: WallInstant(milliseconds: 0)) }
        #expect(ContinuousClock.now - start < .seconds(5))

        gate.signal()
        try waitUntil("the health to be good") { history.health == .saved }
        history.close(within: .seconds(10))
        #expect(History.look(into: folder).remembered.isBatch(2))
    }

    @Test("A hung disk does not keep the daemon from ending")
    func hungAtTheEnd() async throws {
        let (history, _) = History.open(folder)
        let gate = DispatchSemaphore(value: 0)
        history.writer.executor.queue.async { gate.wait() }
        let start = ContinuousClock.now
        history.close(within: .milliseconds(100))
        #expect(ContinuousClock.now - start < .seconds(2))
        gate.signal()
    }
}
