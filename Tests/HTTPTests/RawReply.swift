/// The bytes that a raw connection read: a status line, header lines and the rest.
struct RawReply: Sendable {
    let bytes: [UInt8]
    let isClosed: Bool

    private var headerEnd: Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard bytes.count >= mark.count else { return nil }
        return (0...(bytes.count - mark.count)).first { bytes[$0...].starts(with: mark) }.map { $0 + mark.count }
    }

    var lines: [String] {
        String(decoding: bytes.prefix(headerEnd ?? bytes.count), as: UTF8.self)
            .split(separator: "\r\n").map(String.init)
    }

    var status: Int? {
        lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) }
    }

    var body: [UInt8] {
        headerEnd.map { Array(bytes[$0...]) } ?? []
    }

    var text: String {
        String(decoding: body, as: UTF8.self)
    }

    var isComplete: Bool {
        headerEnd != nil && header("content-length").flatMap { Int($0) }.map { body.count >= $0 } ?? false
    }

    func header(_ name: String) -> String? {
        lines.dropFirst().first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
            .map { String($0.dropFirst(name.count + 1).drop { $0 == " " }) }
    }
}
