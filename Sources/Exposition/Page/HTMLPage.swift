internal import StatusAPI

/// An HTML document under construction. Markup is literal; whatever is not goes through `text` and is escaped.
struct HTMLPage {
    private(set) var bytes: [UInt8] = []

    /// Appends markup known when this was compiled.
    mutating func markup(_ markup: StaticString) {
        bytes += markup.description.utf8
    }

    /// Appends text, escaped for element content and quoted attributes alike; control characters are made visible.
    mutating func text(_ text: String) {
        for byte in text.oneLine.utf8 {
            switch byte {
            case UInt8(ascii: "&"): markup("&amp;")
            case UInt8(ascii: "<"): markup("&lt;")
            case UInt8(ascii: ">"): markup("&gt;")
            case UInt8(ascii: "\""): markup("&quot;")
            case UInt8(ascii: "'"): markup("&#39;")
            default: bytes.append(byte)
            }
        }
    }
}
