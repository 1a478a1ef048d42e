/// The own targets that a `Package.swift` declares, read as text.
struct PackageManifest {
    /// Each target's kind, such as `testTarget`, and the own targets it depends on.
    private(set) var targets: [String: (kind: String, dependencies: Set<String>)] = [:]

    init(_ text: String) {
        let declaration = #/\.(target|executableTarget|testTarget|systemLibrary)\(\s*name: "([^"]+)"/#
        let starts = text.matches(of: declaration)
        for (index, start) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1].range.lowerBound : text.endIndex
            let body = text[start.range.upperBound..<end].replacing(#/\.product\([^)]*\)/#, with: "")
            let list = body.firstMatch(of: #/dependencies: \[([^\]]*)\]/#)?.1 ?? ""
            let names = list.matches(of: #/"([^"]+)"/#).map { String($0.1) }
            targets[String(start.2)] = (String(start.1), Set(names))
        }
    }
}
