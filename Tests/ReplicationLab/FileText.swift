import CLab
import Glibc

/// Text in small files: configuration, logs, process tables.
enum FileText {
    /// A descriptor that children do not inherit.
    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o644) throws -> Int32 {
        try LabError.check(unsafe Glibc.open(path, flags | O_CLOEXEC, mode), "cannot open \(path)")
    }

    /// A file in memory, for the output of one process.
    static func openNameless() throws -> Int32 {
        try LabError.check(unsafe memfd_create("lab", LAB_MEMFD_CLOEXEC), "cannot make a file in memory")
    }

    /// A new folder that others may enter; its path has no symbolic link.
    static func makeDirectory(in parent: String) throws -> String {
        guard let root = unsafe realpath(parent, nil) else {
            throw LabError("there is no folder \(parent): \(LabError.systemMessage(errno))")
        }
        defer { unsafe free(root) }
        var path = unsafe Array("\(String(cString: root))/replmon-lab.XXXXXX".utf8CString)
        guard unsafe mkdtemp(&path) != nil, unsafe chmod(path, 0o755) == 0 else {
            throw LabError("cannot make a folder in \(parent): \(LabError.systemMessage(errno))")
        }
        return String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The whole text behind an open descriptor, without the last line end.
    static func read(from descriptor: Int32) throws -> String {
        lseek(descriptor, 0, SEEK_SET)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = try LabError.check(unsafe Glibc.read(descriptor, &buffer, buffer.count), "cannot read")
            if count == 0 { break }
            bytes += buffer.prefix(count)
        }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same for a file by its path.
    static func read(fromFile path: String) throws -> String {
        let file = try open(path, O_RDONLY)
        defer { close(file) }
        return try read(from: file)
    }

    /// Writes all of `text` to an open descriptor.
    static func write(_ text: String, to descriptor: Int32) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            rest = rest.dropFirst(try LabError.check(count, "cannot write"))
        }
    }

    /// Replaces (or with `append` extends) a file, keeping its owner and mode when it exists.
    static func write(_ text: String, toFile path: String, append: Bool = false, mode: mode_t = 0o644) throws {
        let flags = O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC)
        let descriptor = try FileText.open(path, flags, mode: mode)
        defer { close(descriptor) }
        try write(text, to: descriptor)
    }

    /// The last lines of a file, for error messages; empty when it cannot be read.
    static func tail(ofFile path: String, lines: Int = 12) -> String {
        let text = (try? read(fromFile: path)) ?? ""
        return text.split(separator: "\n").suffix(lines).joined(separator: "\n")
    }
}
