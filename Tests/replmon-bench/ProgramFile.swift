import FoundationEssentials

/// A program that an option names.
enum ProgramFile {
    /// Its absolute path; fails when it cannot be run. Programs under test are started in another folder.
    static func path(of program: String, option: String) throws -> String {
        let here = FileManager.default.currentDirectoryPath
        let path = program.hasPrefix("/") ? program : "\(here)/\(program)"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw BenchError("there is no program \(path): run `make build`, or name one with \(option)")
        }
        return path
    }
}
