import MongoProbe
import Testing

struct MongoConnectionOptionsTests {
    @Test func seedsSetAndTLS() throws {
        let options = try MongoConnectionOptions(
            uri: "mongodb://db-a.example,10.0.0.2:27018,[::1]:27019/?replicaSet=rs0&tls=true&tlsCAFile=/etc/ca.pem")
        #expect(options.seeds == ["db-a.example:27017", "10.0.0.2:27018", "[::1]:27019"])
        #expect(options.replicaSet == "rs0" && options.usesTLS && options.username == nil)
    }

    @Test func credentialsGivenBesideTheURIWin() throws {
        let options = try MongoConnectionOptions(uri: "mongodb://u:p@h/", username: "replmon", password: "s3cret!")
        #expect(options.username == "replmon")
        #expect(try MongoConnectionOptions(uri: "mongodb://u:p@h/").username == "u")
    }

    @Test func nothingPrintsThePassword() throws {
        let uri = "mongodb://h/?tls=true&tlsCertificateKeyFilePassword=s3cret!"
        let options = try MongoConnectionOptions(uri: uri, username: "replmon", password: "s3cret!")
        var dumped = ""
        dump(options, to: &dumped)
        for text in ["\(options)", String(reflecting: options), dumped] { #expect(!text.contains("s3cret!")) }
    }

    @Test(arguments: [
        ("mongodb://u:p:s3cret@h/", "percent-encode"), ("mongodb://u:s3cret%zz@h/", "escapes"),
        ("xx", "mongodb://"), ("mongodb+srv://db.example.com/", "list the members"), ("mongodb://", "host"),
        ("mongodb://h:99999/", "host"), ("mongodb://h/?tls=maybe", "maybe"), ("mongodb://h/?tsl=true", "tsl"),
        ("mongodb://h/?authMechanism=GSSAPI", "GSSAPI"), ("mongodb://%2Ftmp%2Fmongodb.sock/", "unix sockets"),
        ("mongodb://a b/", "host:port"), ("mongodb://u@h/", "password"),
        ("mongodb://u:p?s3cret=@h/", "percent-encode"), ("mongodb://u:p@h/?tls=true&appname=a@b", "percent-encode"),
    ])
    func whatCannotBeUsedIsSaidWithoutSecrets(_ uri: String, _ hint: String) throws {
        let error = try #require(throws: MongoURIError.self) { try MongoConnectionOptions(uri: uri) }
        #expect("\(error)".contains(hint), "\(error)")
        #expect(!"\(error)".contains("s3cret"))
    }
}
