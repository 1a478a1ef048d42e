import Glibc

/// Reads whole small text files.
enum TextFile {
    /// Bytes: more than any configuration or password needs, and little memory.
    static let limit = 1 << 20

    /// Why a file could not be read, by the system's message where it has one.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }

        /// The failure of the system call just made.
        init(errno code: Int32) {
            description = unsafe String(cString: strerror(code))
        }
    }

    /// The bytes of a file of at most ``limit`` bytes.
    static func bytes(of path: String) throws(Failure) -> [UInt8] {
        // A FIFO must not delay the start of a service: opened with `O_NONBLOCK`, it reads as empty.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Failure(errno: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(errno: errno) }
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
        throw Failure("the file is larger than \(limit >> 20) MiB")
    }

    /// The text of a file, by a function that reads files; its error becomes the reason of a refusal.
    static func text(of path: String, by readFile: (String) throws -> String) throws(Refusal) -> String {
        do {
            return try readFile(path)
        } catch {
            throw Refusal("cannot read \(path): \(error)")
        }
    }

    /// The text of a UTF-8 file.
    static func text(of path: String) throws(Failure) -> String {
        guard let text = String(validating: try bytes(of: path), as: UTF8.self) else {
            throw Failure("the file is not UTF-8 text")
        }
        return text
    }
}
