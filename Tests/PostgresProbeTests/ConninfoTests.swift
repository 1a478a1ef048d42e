import ReplicationCore
import Testing

@testable import PostgresProbe

struct ConninfoTests {
    @Test func nodeOverridesShared() throws {
        let merged = try Conninfo.merged(
            shared: "dbname=postgres user=replmon port=5432 hostaddr=10.0.0.9", node: "host=10.0.1.10 port=6432")
        #expect(
            try Conninfo(parsing: merged).parameters
                == ["dbname": "postgres", "user": "replmon", "host": "10.0.1.10", "port": "6432"])
    }

    @Test func mergesURIWithPairs() throws {
        let merged = try Conninfo.merged(
            shared: "postgresql://replmon:p%40ss@/orders?sslmode=verify-full", node: "host=a")
        #expect(
            try Conninfo(parsing: merged).parameters
                == ["dbname": "orders", "user": "replmon", "password": "p@ss", "sslmode": "verify-full", "host": "a"])
    }

    @Test(arguments: ["it's", #"back\slash"#, "with space", "ünïcode", "=", ""])
    func quotingKeepsTheValue(_ password: String) throws {
        let text = Conninfo(parameters: ["password": password, "host": "a"]).text
        #expect(try Conninfo(parsing: text).parameters["password"] == password)
    }

    @Test func syntaxErrorNamesThePlace() {
        #expect(refusal(of: "host=a prot") == #"missing "=" after "prot" in connection info string"#)
        #expect(refusal(of: "hots=a") == #"invalid connection option "hots""#)
        #expect(refusal(of: "service=no-such")?.hasPrefix(#"service "no-such" is not defined in "#) == true)
    }

    @Test(
        arguments: [
            "host=a password=hunter two", "host=a password='hunter two", "postgresql://u:hunter%two@h/db",
            "postgresql://u:hunter@[::1/two", "host=a password=hunter two=three",
        ])
    func syntaxErrorHoldsNoPassword(_ text: String) throws {
        let message = try #require(refusal(of: text))
        #expect(!message.contains("hunter") && !message.contains("two"))
    }

    @Test func checkTakesWhatLibpqTakes() throws {
        try Conninfo.check("host=a,b port=1,2 sslmode=require passfile=/run/credentials/x")
        try Conninfo.check("")
    }

    @Test func watchingCannotWriteAndKeepsOwnOptions() {
        let own = Conninfo(parameters: ["options": "-c geqo=off", "application_name": "x", "keepalives_idle": "60"])
        let parameters = own.forWatching(budget: .milliseconds(2500)).parameters
        #expect(
            parameters["options"] == "-c geqo=off -c statement_timeout=1875 -c lock_timeout=937 "
                + "-c default_transaction_read_only=on -c client_min_messages=error -c search_path=pg_catalog")
        #expect(parameters["application_name"] == "replmon")
        #expect(parameters["keepalives_idle"] == "60")
        #expect(
            own.forWatching(budget: .milliseconds(20)).parameters["options"]?.contains("statement_timeout=1000") == true
        )
    }

    @Test(arguments: [("read-write", "primary"), ("read-only", "standby"), ("any", "any")])
    func targetSessionAttributesMeanTheRole(_ asked: String, _ meant: String) {
        let own = Conninfo(parameters: ["target_session_attrs": asked])
        let session = own.forWatching(budget: .seconds(2))
        #expect(session.parameters["target_session_attrs"] == meant)
        #expect(session.forReplication.parameters["target_session_attrs"] == nil)
    }

    private func refusal(of text: String) -> String? {
        do {
            try Conninfo.check(text)
            return nil
        } catch {
            return error.description
        }
    }
}
