import Glibc

/// A directory of its own for a test, removed with the files in it.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/http-tests-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw SystemCallError(call: "mkdtemp", code: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for name in ["socket", "file"] { unsafe unlink("\(path)/\(name)") }
        unsafe rmdir(path)
    }

    /// The permission bits of a file in it; `nil` when there is none.
    func mode(of name: String) -> UInt32? {
        var status = stat()
        return unsafe lstat("\(path)/\(name)", &status) == 0 ? status.st_mode & 0o777 : nil
    }
}
