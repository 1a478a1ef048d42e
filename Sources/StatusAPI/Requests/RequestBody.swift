import FoundationEssentials

/// The members of a JSON object that somebody sent, taken one by one; everything that is wrong is collected.
struct RequestBody {
    /// The longest text that is accepted, in Unicode scalars.
    static let longest = 500

    private(set) var problems: [String] = []
    private let members: [String: Member]

    private enum Member: Decodable {
        case text(String)
        case number(Double)
        case null
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = .other
            }
        }
    }

    /// An object whose members have no other names than these, and `version` of 1. Throws for what is no object.
    init(_ bytes: [UInt8], names: [String]) throws(RequestProblems) {
        do {
            members = try JSONDecoder().decode([String: Member].self, from: Data(bytes))
        } catch {
            throw RequestProblems(["the body is not a JSON object"])
        }
        let unknown = members.keys.filter { $0 != "version" && !names.contains($0) }.sorted()
        for name in unknown.prefix(5) {
            let name = name.oneLine.limited(to: 100)
            problems.append("there is no `\(name)`; there are: \(names.joined(separator: ", "))")
        }
        switch members["version"] {
        case nil, .null?, .number(1)?: break
        default: problems.append("`version` must be 1")
        }
    }

    /// A text, `nil` when there is none.
    mutating func text(_ name: String) -> String? {
        switch members[name] {
        case nil, .null?: return nil
        case .text(let text)? where text.unicodeScalars.prefix(Self.longest + 1).count > Self.longest:
            problems.append("`\(name)` is longer than \(Self.longest) characters")
        case .text(let text)? where text.allSatisfy(\.isWhitespace): problems.append("`\(name)` is empty")
        case .text(let text)?: return text
        default: problems.append("`\(name)` must be a string")
        }
        return nil
    }

    /// A text that must be there.
    mutating func requiredText(_ name: String) -> String {
        let known = problems.count
        if let text = text(name) { return text }
        if problems.count == known { problems.append("`\(name)` is missing") }
        return ""
    }

    /// A number that must be there, within these limits.
    mutating func requiredNumber(_ name: String, _ range: ClosedRange<Double>, _ meaning: String) -> Double {
        switch members[name] {
        case .number(let number)? where range.contains(number): return number
        case nil, .null?: problems.append("`\(name)` is missing")
        default: problems.append("`\(name)` must be \(meaning)")
        }
        return range.lowerBound
    }

    /// Ends the reading: throws when anything was wrong.
    func finish() throws(RequestProblems) {
        guard problems.isEmpty else { throw RequestProblems(problems) }
    }

    mutating func add(_ problem: String) {
        problems.append(problem)
    }
}
