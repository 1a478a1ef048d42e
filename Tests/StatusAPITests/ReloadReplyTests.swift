import StatusAPI
import Testing

@Suite struct ReloadReplyTests {
    @Test func successTellsWhatChanged() throws {
        let reply = ReloadReply.success(changed: ["cluster orders added"])
        #expect(
            String(decoding: reply.json(), as: UTF8.self)
                == #"{"changed":["cluster orders added"],"status":"success"}"#)
        #expect(try ReloadReply(json: reply.json()) == reply)
        #expect(reply.isSuccess)
    }

    @Test func errorTellsWhatIsWrong() throws {
        let reply = try ReloadReply(json: Array(#"{"status":"error","problems":["a.yml:1:2: no"]}"#.utf8))
        #expect(reply == .error(problems: ["a.yml:1:2: no"]))
        #expect(!reply.isSuccess)
    }
}
