extension StatusDocument.Daemon: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case alertmanagers
        case historyProblem = "history_problem"
        case historySaved = "history_saved"
        case startedAt = "started_at"
        case version
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .alertmanagers: json.write(alertmanagers)
        case .historyProblem: json.write(historyProblem)
        case .historySaved: json.write(historySaved)
        case .startedAt: json.write(startedAt)
        case .version: json.write(version)
        }
    }
}

extension StatusDocument.Alertmanager: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case capacity
        case dropped
        case errors
        case failingForSeconds = "failing_for_seconds"
        case failure
        case sent
        case url
        case waiting
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .capacity: json.write(capacity)
        case .dropped: json.write(dropped)
        case .errors: json.write(errors)
        case .failingForSeconds: json.write(failingForSeconds)
        case .failure: json.write(failure)
        case .sent: json.write(sent)
        case .url: json.write(url)
        case .waiting: json.write(waiting)
        }
    }
}
