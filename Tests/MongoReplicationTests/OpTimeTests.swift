import MongoReplication
import Testing

@Suite struct OpTimeTests {
    @Test("ordered by term, then timestamp, then ordinal; protocol 0 (term -1) first")
    func order() {
        let sorted = [
            OpTime(seconds: 900, increment: 9, term: -1), OpTime(seconds: 0, increment: 0, term: 0),
            OpTime(seconds: 100, increment: 1, term: 1), OpTime(seconds: 100, increment: 2, term: 1),
            OpTime(seconds: 101, increment: 0, term: 1), OpTime(seconds: 50, increment: 0, term: 2),
        ]
        #expect(sorted.reversed().sorted() == sorted)
    }

    @Test("the null optime is known as such; a first entry of a second is not")
    func null() {
        #expect(OpTime(seconds: 0, increment: 0, term: -1).isNull)
        #expect(!OpTime(seconds: 1, increment: 0, term: 0).isNull)
    }
}
