import FoundationEssentials
import Glibc

/// Files that tests make.
enum TestFile {
    static func write(_ text: String, to path: String, mode: mode_t = 0o600) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        unsafe chmod(path, mode)
    }

    static func text(of path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }
}
