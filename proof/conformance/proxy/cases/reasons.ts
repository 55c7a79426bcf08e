/** Why the two differ where they do. */

export const STRICT = 'Strict (2): it could be understood in two ways.';
export const METHODS = "Node's parser takes the registered methods only.";
export const UPGRADED = 'It goes on as HTTP/1.1, which must have a Host.';
export const NOT_A_PATH = '`*` asks one server about itself; behind a proxy there are many.';
export const ORIGIN_FORM =
  'Instances get the path, untouched, as servers of HTTP/1.1 expect it; the authority is in Host.';
export const USER_IN_URL = 'A user in an `http` URL is an error (RFC 9110 §4.2.4).';
export const NO_TUNNELS = 'This is no tunnel.';
export const NO_HTTP2 = 'HTTP/1.1 only; HAProxy goes over to HTTP/2.';
export const STATUS = 'The status that says what was too large (RFC 6585 §5, RFC 9110 §15.5.14).';
export const HOST = 'HTTP/1.1 must have one (RFC 9112 §3.2).';
export const SIZES =
  'HAProxy has room for 101 fields and 16 kB by default; here an answer’s head has 64 kB, a request’s 16 kB.';
export const CONTINUES = 'The proxy itself says that it takes the body, and instances get no expectation.';
export const EXPECTATION = 'An expectation that nobody meets is a 417 (RFC 9110 §10.1.1).';
export const IDLE =
  'The deadline begins with a whole head; a head has 60 s to come (Node’s `headersTimeout`), an idle connection 75 s.';
export const COLLECTED =
  'Short bodies are collected before they are sent, so that they can be sent twice: an instance is not asked half a question.';
export const TOLD = 'The caller is told; HAProxy closes without a word.';
export const ASKED =
  'An interim answer asks whether the caller has only closed its half or gone: who has gone takes its request along.';
export const FRAMED =
  'Chunks tell the caller that the answer was broken off; HAProxy’s end looks like that of a whole one.';
export const DEADLINE = 'The deadline is one for the whole wait; HAProxy’s begins again with each byte.';
export const ONCE_MORE = 'Sent once more on a fresh connection; HAProxy leaves that to the caller.';
export const CODING = 'A coding that would be lost here is 501 (RFC 9112 §6.1).';
export const WRITTEN_ANEW = 'The frame is written anew.';
export const UNENDING =
  'A line that is too long is refused there and then; HAProxy waits for its end, and takes what the instance says meanwhile.';
