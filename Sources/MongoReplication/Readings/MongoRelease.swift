internal import ReplicationCore

/// MongoDB's release series, as far as replmon knows them.
enum MongoRelease {
    /// The release series that a `maxWireVersion` stands for; `nil` for one that replmon does not know.
    /// <https://github.com/mongodb/mongo/blob/master/src/mongo/db/wire_version.h>
    static func series(ofWireVersion version: Int32) -> String? {
        let series: [Int32: String] = [
            6: "3.6", 7: "4.0", 8: "4.2", 9: "4.4", 13: "5.0", 14: "5.1", 15: "5.2", 16: "5.3", 17: "6.0", 18: "6.1",
            19: "6.2", 20: "6.3", 21: "7.0", 25: "8.0",
        ]
        return series[version]
    }

    /// Major releases, each of which runs with its own feature compatibility version or the one before.
    /// <https://www.mongodb.com/docs/manual/reference/command/setFeatureCompatibilityVersion/>
    private static let majors = ["3.4", "3.6", "4.0", "4.2", "4.4", "5.0", "6.0", "7.0", "8.0"]

    /// Whether a server of `series` runs with this feature compatibility version; `nil` where
    /// replmon does not know either.
    static func supports(_ featureCompatibilityVersion: String, series: String) -> Bool? {
        guard let wanted = majors.firstIndex(of: featureCompatibilityVersion), let own = majors.firstIndex(of: series)
        else { return nil }
        return wanted == own || wanted + 1 == own
    }
}
