extension String {
    /// The text with control, formatting and line-breaking characters written as `\u{1B}`: a name from a server can
    /// then neither drive a terminal nor reverse the direction of what follows.
    package var printable: String {
        guard unicodeScalars.contains(where: \.isUnprintable) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.isUnprintable {
                text += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }

    /// The text on one line, line breaks read as blanks, and printable.
    package var oneLine: String {
        split(whereSeparator: \.isNewline).joined(separator: " ").printable
    }

    /// The first `limit` Unicode scalars: what a server says must not swell every page.
    func limited(to limit: Int) -> String {
        String(UnicodeScalarView(unicodeScalars.prefix(limit)))
    }
}

extension Unicode.Scalar {
    fileprivate var isUnprintable: Bool {
        if isASCII { return value < 0x20 || value == 0x7F }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: return true
        default: return false
        }
    }
}
