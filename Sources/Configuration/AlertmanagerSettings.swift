/// One entry of `alertmanagers:`, an Alertmanager that gets all alerts.
package struct AlertmanagerSettings: Hashable, Sendable {
    /// The address; the API's paths (`/api/v2/alerts`) are appended to it.
    package var url: ServiceURL
    /// How replmon authenticates.
    package var authorization: Authorization
    /// Absolute path of a PEM file with the authorities that may have signed its certificate; `nil` for the system's.
    package var caFile: String?
    /// Time for one request, 100 ms to 60 s. A longer one allows for a slow Alertmanager.
    package var timeout: Duration

    /// The content of the `Authorization` field. The files are absolute paths, read again for each request.
    package enum Authorization: Hashable, Sendable {
        case none
        /// RFC 7617.
        case basic(username: String, passwordFile: String)
        /// RFC 6750.
        case bearer(tokenFile: String)
    }

    /// The Alertmanager at this address.
    package init(
        url: ServiceURL, authorization: Authorization = .none, caFile: String? = nil, timeout: Duration = .seconds(10)
    ) {
        self.url = url
        self.authorization = authorization
        self.caFile = caFile
        self.timeout = timeout
    }
}
