import ReplicationCore

/// One alert as Alertmanager's API takes it (`postableAlert` in
/// https://github.com/prometheus/alertmanager/blob/v0.25.0/api/v2/openapi.yaml).
struct PostableAlert: Hashable, Sendable, Encodable {
    /// Its identity in Alertmanager: alerts with the same labels are one alert.
    var labels: [String: String]
    var annotations: [String: String]
    var startsAt: WallInstant
    /// If in the past, the alert has ended; if in the future, it ends then unless it is refreshed.
    var endsAt: WallInstant
    var generatorURL: String?

    private enum CodingKeys: CodingKey {
        case labels, annotations, startsAt, endsAt, generatorURL
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(labels, forKey: .labels)
        try container.encode(annotations, forKey: .annotations)
        try container.encode(startsAt.description, forKey: .startsAt)
        try container.encode(endsAt.description, forKey: .endsAt)
        try container.encodeIfPresent(generatorURL, forKey: .generatorURL)
    }
}
