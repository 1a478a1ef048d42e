internal import ReplicationCore
internal import StatusAPI

extension String {
    /// A time of the API without its fraction of a second; anything else printable as it is.
    var toTheSecond: String {
        guard let instant = WallInstant(rfc3339: self) else { return oneLine }
        return instant.description.prefix(19) + "Z"
    }

    /// Padded with blanks to `width` characters.
    func padded(to width: Int, right: Bool = false) -> String {
        let blanks = String(repeating: " ", count: Swift.max(0, width - count))
        return right ? blanks + self : self + blanks
    }

    /// At most `width` characters, the middle replaced by `…`: both ends of `host:port` are useful.
    func shortened(to width: Int) -> String {
        guard count > width else { return self }
        let head = Swift.max(0, width - 1) / 2
        return prefix(head) + "…" + suffix(Swift.max(0, width - 1 - head))
    }

    /// At most `width` characters, the end replaced by `…`.
    func cut(to width: Int) -> String {
        count > width ? prefix(Swift.max(0, width - 1)) + "…" : self
    }

    /// Broken at blanks into lines of at most `first`, then `others` characters; longer runs without a blank are broken anywhere.
    func wrapped(first: Int, others: Int) -> [String] {
        var lines: [String] = [""]
        for var word in split(separator: " ")[...] {
            while true {
                let room = Swift.max(1, lines.count == 1 ? first : others)
                let line = lines[lines.count - 1]
                let gap = line.isEmpty ? 0 : 1
                if line.count + gap + word.count <= room {
                    lines[lines.count - 1] += (gap == 1 ? " " : "") + word
                    break
                }
                if line.isEmpty {
                    lines[lines.count - 1] = String(word.prefix(room))
                    word = word.dropFirst(room)
                }
                lines.append("")
            }
        }
        return lines
    }
}
