/// Words that replmon's prose does without. None of them is a term of PostgreSQL, MongoDB or Prometheus.
enum RefusedWords {
    /// The text to write in place of each, by the word in lower case.
    static let replacements: [String: String] = {
        var replacements: [String: String] = [:]
        for (words, replacement) in table {
            for word in words.split(separator: " ") { replacements[String(word)] = replacement }
        }
        return replacements
    }()

    private static let table = [
        ("told tell tells telling", "reported, notified, shows or says"),
        ("word words worded wording", "report, text, message or argument"),
        ("knock knocks knocked knocking door doors", "postmaster check, port"),
        ("mend mends mended mending", "fix or repair"),
        ("twin twins", "counterpart"),
        ("owe owes owed owing", "still has to send, pending"),
        ("tend tends tended tending", "maintains, runs"),
        ("news tidings", "notification, event or change"),
        ("whereabouts", "address, position"),
        ("testimony testimonies", "peer report"),
        ("witness witnesses witnessed witnessing", "observer, reporter"),
        ("dial dials dialed dialled dialing dialling", "connects to, primary_conninfo"),
        ("stranger strangers", "unknown client, other server"),
        ("ought", "must or should"),
        ("lives", "runs, lasts or is"),
    ]
}
