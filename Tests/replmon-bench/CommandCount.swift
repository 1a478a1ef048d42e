import FoundationEssentials
import ReplicationLab

/// The commands that clients have sent to a mongod, by `serverStatus.metrics.commands`.
/// <https://www.mongodb.com/docs/v6.0/reference/command/serverStatus/#metrics>
enum CommandCount {
    /// The commands that the set's members send each other all the time, and the query itself.
    private static let background: Set<String> = [
        "replSetHeartbeat", "replSetUpdatePosition", "getMore", "find", "serverStatus",
    ]

    static func of(_ member: MongoMember) throws -> Int {
        let text = try member.command(#"{"serverStatus": 1}"#)
        let status = try JSONDecoder().decode(ServerStatus.self, from: Data(text.utf8))
        return status.metrics.commands.filter { !background.contains($0.key) }.values.reduce(0) { $0 + $1.total }
    }

    private struct ServerStatus: Decodable {
        let metrics: Metrics
    }

    private struct Metrics: Decodable {
        let commands: [String: Count]
    }

    /// One command's counters; the entry for unknown commands is a bare number.
    private struct Count: Decodable {
        let total: Int

        private enum Key: CodingKey {
            case total
        }

        init(from decoder: any Decoder) throws {
            if let number = try? decoder.singleValueContainer().decode(Int.self) {
                total = number
            } else {
                total = try decoder.container(keyedBy: Key.self).decode(Int.self, forKey: .total)
            }
        }
    }
}
