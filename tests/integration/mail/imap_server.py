"""A small IMAP server for the tests: one mailbox, the commands that a reader needs, over a real socket."""

import re
import socketserver
import threading


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"* OK tests\r\n")
        while line := self.rfile.readline():
            tag, _blank, asked = line.strip().partition(b" ")
            word = asked.split(b" ")[0].upper()
            word = asked.split(b" ")[1].upper() if word == b"UID" else word
            box = self.server
            box.asked.append(asked.decode())
            done = getattr(self, "do_" + word.decode().lower(), self.do_nothing)(asked, box)
            self.wfile.write(tag + b" " + (done or b"OK done") + b"\r\n")
            if word == b"LOGOUT":
                return

    def do_nothing(self, asked, box):
        return b"BAD what?"

    def do_logout(self, asked, box):
        self.wfile.write(b"* BYE\r\n")

    def do_capability(self, asked, box):
        self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")

    def do_login(self, asked, box):
        return None if asked.endswith(b'"s3cret"') else b"NO [AUTHENTICATIONFAILED] wrong password"

    def do_select(self, asked, box):
        self.wfile.write(b"* %d EXISTS\r\n* OK [UIDVALIDITY %d]\r\n" % (len(box.mails), box.validity))
        return b"OK [READ-WRITE] selected"

    def do_search(self, asked, box):
        first = int(re.search(rb"UID (\d+):", asked)[1])
        found = [uid for uid in box.mails if uid >= first] or sorted(box.mails)[-1:]
        self.wfile.write(b"* SEARCH " + b" ".join(b"%d" % uid for uid in found) + b"\r\n")

    def do_fetch(self, asked, box):
        uid = int(asked.split(b" ")[2])
        mail = box.mails[uid]
        if b"RFC822.SIZE" in asked:
            self.wfile.write(b"* 1 FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, box.sizes.get(uid, len(mail))))
            return
        if b"HEADER" in asked:
            mail = mail.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        self.wfile.write(b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (uid, len(mail)) + mail + b")\r\n")

    def do_store(self, asked, box):
        box.seen.add(int(asked.split(b" ")[2]))


class ImapServer(socketserver.ThreadingTCPServer):
    """`mails` by their numbers; `asked` is all that was asked of it."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails, self.sizes, self.seen, self.asked, self.validity = {}, {}, set(), [], 7
        self._thread = threading.Thread(target=self.serve_forever, args=[0.05])
        self._thread.start()

    def put(self, message):
        self.mails[max(self.mails, default=0) + 1] = message.as_bytes().replace(b"\n", b"\r\n")

    def end(self):
        self.shutdown()
        self._thread.join()
        self.server_close()
