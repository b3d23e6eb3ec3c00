import { abandoned, cut, get, type HostileMessage, head, last, passed, post, refused, SMUGGLED } from './hostile-message.ts';

const POST = 'POST / HTTP/1.1';
const GET = 'GET / HTTP/1.1';
const CHUNKED = 'Transfer-Encoding: chunked';
const chunks = (body: string) => post([CHUNKED], body);
const length = (value: string) => post([`Content-Length:${value}`], 'hello');
const coding = (...lines: readonly string[]) => post(lines, '0\r\n\r\n');
const hello = passed(POST, { body: 'hello', has: [/^content-length: 5$/im], hasNot: [/transfer-encoding/i] });
const empty = passed(POST, { has: [/^transfer-encoding: chunked$/im], hasNot: [/content-length/i] });
const chunkedHello = passed(POST, { body: 'hello', has: [/^transfer-encoding: chunked$/im] });

/** @see RFC 9112, section 6.2 */
const contentLength: readonly HostileMessage[] = [
  ['two that differ', post(['Content-Length: 5', 'Content-Length: 6'], 'hello!'), refused()],
  ['two that differ, the longer first', post(['Content-Length: 44', 'Content-Length: 0'], SMUGGLED), refused()],
  ['two that agree', post(['Content-Length: 5', 'Content-Length: 5'], 'hello'), refused()],
  ['a list that agrees', length(' 5, 5'), refused()],
  ['a list that differs', length(' 5, 6'), refused()],
  ['a plus sign', length(' +5'), refused()],
  ['a minus sign', length(' -5'), refused()],
  ['minus zero', length(' -0'), refused()],
  ['a fraction', length(' 5.0'), refused()],
  ['an exponent', length(' 5e0'), refused()],
  ['hexadecimal', length(' 0x5'), refused()],
  ['two numbers', length(' 5 5'), refused()],
  ['an underscore', length(' 5_0'), refused()],
  ['quoted', length(' "5"'), refused()],
  ['no value', length(''), refused()],
  ['only spaces', length('   '), refused()],
  ['a word', length(' chunked'), refused()],
  ['a vertical tab before it', length(' \v5'), refused()],
  ['a form feed behind it', length(' 5\f'), refused()],
  ['a NUL behind it', length(' 5\0'), refused()],
  ['digits of another script', length(' \xb2'), refused()],
  ['2⁶⁴', length(' 18446744073709551616'), refused()],
  ['2⁶⁴ + 5', length(' 18446744073709551621'), refused()],
  ['forty digits', length(` ${'9'.repeat(40)}`), refused()],
  ['spaces and tabs around it', length(' \t5\t '), hello],
  ['no space before it', length('5'), hello],
  ['leading zeros', length(' 0005'), hello],
  ['its name in capitals', post(['CONTENT-LENGTH: 5'], 'hello'), hello],
  ['a space before the colon', post(['Content-Length : 5'], 'hello'), refused()],
  ['a tab before the colon', post(['Content-Length\t: 5'], 'hello'), refused()],
  ['a space in the name', post(['Content Length: 5'], 'hello'), refused()],
  ['on a folded line', post(['Content-Length:', ' 5'], 'hello'), refused()],
  ['a fold behind it', post(['Content-Length: 5', ' 0'], 'hello'), refused()],
  ['no length: what follows is the next request', post([], SMUGGLED.replace('GET', 'BAD?')), last(POST)],
  ['a body longer than it says', post(['Content-Length: 3'], 'hello'), last(POST, { body: 'hel' })],
  ['on a GET', `${get('Content-Length: 5')}hello`, passed(GET, { body: 'hello', has: [/^content-length: 5$/im] })],
  ['a smuggled request as the body', post([`Content-Length: ${SMUGGLED.length}`], SMUGGLED), passed(POST, { body: SMUGGLED })],
  ['named by Connection', post(['Content-Length: 5', 'Connection: Content-Length'], 'hello'), hello],
  ['a body that stops short', post(['Content-Length: 50'], 'hello'), abandoned()],
  ['a body that never begins', post(['Content-Length: 50'], ''), abandoned()],
];

const contentLengthAndCoding: readonly HostileMessage[] = [
  ['length first', post(['Content-Length: 5', CHUNKED], `0\r\n\r\n${SMUGGLED}`), refused()],
  ['coding first', post([CHUNKED, 'Content-Length: 5'], `0\r\n\r\n${SMUGGLED}`), refused()],
  ['a length of 0', post(['Content-Length: 0', CHUNKED], `0\r\n\r\n${SMUGGLED}`), refused()],
  ['the body as long as both say', post(['Content-Length: 5', CHUNKED], '0\r\n\r\n'), refused()],
  ['an unknown coding', post(['Content-Length: 5', 'Transfer-Encoding: x'], 'hello'), refused()],
  ['identity', post(['Content-Length: 5', 'Transfer-Encoding: identity'], 'hello'), refused()],
  ['an empty coding', post(['Content-Length: 5', 'Transfer-Encoding:'], 'hello'), refused()],
  ['HTTP/1.0', head('POST / HTTP/1.0', 'Host: a', 'Content-Length: 5', CHUNKED) + SMUGGLED, refused()],
  ['a GET', get('Content-Length: 5', CHUNKED) + SMUGGLED, refused()],
  ['other fields between', post([CHUNKED, 'A: b', 'C: d', 'Content-Length: 5'], `0\r\n\r\n${SMUGGLED}`), refused()],
  ['a space before the colon of the coding', post(['Content-Length: 5', 'Transfer-Encoding : chunked'], SMUGGLED), refused()],
  ['a fold before the coding', post(['Content-Length: 5', 'Transfer-Encoding:', ' chunked'], SMUGGLED), refused()],
  ['the coding named by Connection', post(['Content-Length: 5', CHUNKED, 'Connection: Transfer-Encoding'], SMUGGLED), refused()],
  ['an underscore in the coding: another field', post(['Content-Length: 5', 'Transfer_Encoding: chunked'], 'hello'), hello],
];

/** @see RFC 9112, section 6.1 */
const transferEncoding: readonly HostileMessage[] = [
  ['a word like it', coding('Transfer-Encoding: xchunked'), refused()],
  ['a word that begins like it', coding('Transfer-Encoding: chunk'), refused()],
  ['twice in one line', coding('Transfer-Encoding: chunked, chunked'), refused()],
  ['twice in two lines', coding(CHUNKED, CHUNKED), refused()],
  ['gzip before it', coding('Transfer-Encoding: gzip, chunked'), refused()],
  ['gzip behind it', coding('Transfer-Encoding: chunked, gzip'), refused()],
  ['identity', coding('Transfer-Encoding: identity'), refused()],
  ['identity before it, in a line of its own', coding('Transfer-Encoding: identity', CHUNKED), refused()],
  ['identity behind it, in a line of its own', coding(CHUNKED, 'Transfer-Encoding: identity'), refused()],
  ['no value', coding('Transfer-Encoding:'), refused()],
  ['a parameter', coding('Transfer-Encoding: chunked;q=1'), refused()],
  ['quoted', coding('Transfer-Encoding: "chunked"'), refused()],
  ['a comma behind it', coding('Transfer-Encoding: chunked,'), refused()],
  ['a comma before it', coding('Transfer-Encoding: ,chunked'), refused()],
  ['a vertical tab before it', coding('Transfer-Encoding: \vchunked'), refused()],
  ['a form feed behind it', coding('Transfer-Encoding: chunked\f'), refused()],
  ['a NUL in it', coding('Transfer-Encoding: chun\0ked'), refused()],
  ['a bare CR behind it', coding('Transfer-Encoding: chunked\r'), refused()],
  ['a no-break space behind its name', coding('Transfer-Encoding\xa0: chunked'), refused()],
  ['a space before the colon', coding('Transfer-Encoding : chunked'), refused()],
  ['a tab before the colon', coding('Transfer-Encoding\t: chunked'), refused()],
  ['a fold before it', coding('Transfer-Encoding:', ' chunked'), refused()],
  ['a fold with a tab before it', coding('Transfer-Encoding:', '\tchunked'), refused()],
  ['in the line of another field, behind a bare CR', coding(`X: y\r${CHUNKED}`), refused()],
  ['in the line of another field, behind a bare LF', coding(`X: y\n${CHUNKED}`), refused()],
  ['HTTP/1.0', `${head('POST / HTTP/1.0', 'Host: a', CHUNKED)}0\r\n\r\n`, refused()],
  ['capitals', coding('Transfer-Encoding: CHUNKED'), empty],
  ['its name in capitals', coding('TRANSFER-ENCODING: chunked'), empty],
  ['no space before it', coding('Transfer-Encoding:chunked'), empty],
  ['a tab behind it', coding('Transfer-Encoding: chunked\t'), cut()],
  ['spaces and tabs before it', coding('Transfer-Encoding: \t chunked'), empty],
  ['named by Connection', coding(CHUNKED, 'Connection: Transfer-Encoding'), empty],
  ['on a GET', `${get(CHUNKED)}0\r\n\r\n`, passed(GET, { has: [/^transfer-encoding: chunked$/im] })],
];

/** @see RFC 9112, section 7.1 */
const chunk: readonly HostileMessage[] = [
  ['a size that is no number', chunks('zz\r\n'), cut()],
  ['no size', chunks('\r\nhello\r\n'), cut()],
  ['a minus sign', chunks('-1\r\nhello\r\n'), cut()],
  ['a plus sign', chunks('+5\r\nhello\r\n0\r\n\r\n'), cut()],
  ['0x before the size', chunks('0x5\r\nhello\r\n0\r\n\r\n'), cut()],
  ['a space before the size', chunks(' 5\r\nhello\r\n0\r\n\r\n'), cut()],
  ['a space behind the size', chunks('5 \r\nhello\r\n0\r\n\r\n'), cut()],
  ['an underscore in the size', chunks('5_0\r\nhello\r\n0\r\n\r\n'), cut()],
  ['a size of 2⁶⁴', chunks('10000000000000000\r\n'), cut()],
  ['a size of 2⁶⁴ + 5', chunks('10000000000000005\r\nhello\r\n0\r\n\r\n'), cut()],
  ['a bare LF behind the size', chunks('5\nhello\r\n0\r\n\r\n'), cut()],
  ['a bare CR behind the size', chunks('5\rhello\r\n0\r\n\r\n'), cut()],
  ['a bare LF behind the data', chunks('5\r\nhello\n0\r\n\r\n'), cut()],
  ['nothing behind the data', chunks('5\r\nhello0\r\n\r\n'), cut()],
  ['more data than the size says', chunks('5\r\nhelloworld\r\n0\r\n\r\n'), cut()],
  ['less data than the size says', chunks('8\r\nhello\r\n0\r\n\r\n'), cut()],
  ['a bare LF in an extension', chunks(`5;a\nhello\r\n0\r\n\r\n${SMUGGLED}`), cut()],
  ['a bare CR in an extension', chunks('5;a\rb\r\nhello\r\n0\r\n\r\n'), cut()],
  ['a NUL in an extension', chunks('5;a\0b\r\nhello\r\n0\r\n\r\n'), cut()],
  ['a semicolon and no extension', chunks('5;\r\nhello\r\n0\r\n\r\n'), cut()],
  ['an extension of 32 KiB', chunks(`5;${'a'.repeat(32_768)}\r\nhello\r\n0\r\n\r\n`), cut()],
  ['a bare LF behind the last size', chunks(`0\n\r\n${SMUGGLED}`), cut()],
  ['bare LFs at the end', chunks('5\r\nhello\r\n0\n\n'), cut()],
  ['no empty line at the end: the next request is no trailer', chunks('5\r\nhello\r\n0\r\n'), cut()],
  ['chunks that stop short', chunks('5\r\nhel'), abandoned()],
  ['chunks without an end', chunks('5\r\nhello\r\n'), abandoned()],
  ['an extension', chunks('5;a=b\r\nhello\r\n0\r\n\r\n'), chunkedHello],
  ['an extension on the last chunk', chunks('5\r\nhello\r\n0;a="b"\r\n\r\n'), chunkedHello],
  ['leading zeros', chunks('000005\r\nhello\r\n000\r\n\r\n'), chunkedHello],
  ['one byte each', chunks('1\r\nh\r\n1\r\ne\r\n3\r\nllo\r\n0\r\n\r\n'), chunkedHello],
  ['a size in capitals', chunks('A\r\nhellohello\r\n0\r\n\r\n'), passed(POST, { body: 'hellohello' })],
  ['a smuggled request as data', chunks(`${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`), passed(POST, { body: SMUGGLED })],
];

const trailed = (line: string) => chunks(`5\r\nhello\r\n0\r\n${line}\r\n\r\n`);
const dropped = (pattern: RegExp) => passed(POST, { body: 'hello', hasNot: [pattern] });

/** Fields that frame or route a message do not belong there. @see RFC 9110, section 6.5.1 */
const trailer: readonly HostileMessage[] = [
  ['a plain one', chunks('5\r\nhello\r\n0\r\nX-End: 1\r\n\r\n'), chunkedHello],
  ['Host', trailed('Host: evil.test'), dropped(/evil/)],
  ['credentials', trailed('Authorization: Basic eA=='), dropped(/eA==/)],
  ['a cookie', trailed('Cookie: a=b'), dropped(/a=b/)],
  ['where it says it comes from', trailed('X-Forwarded-For: 1.2.3.4'), dropped(/1\.2\.3\.4/)],
  ['Connection', trailed('Connection: close'), last(POST, { body: 'hello' })],
  ['Content-Length', trailed('Content-Length: 5'), cut()],
  ['Transfer-Encoding', trailed('Transfer-Encoding: chunked'), cut()],
  ['a space in its name', chunks('5\r\nhello\r\n0\r\nX End: 1\r\n\r\n'), cut()],
  ['a bare LF', chunks('5\r\nhello\r\n0\r\nX: 1\n\r\n'), cut()],
  ['64 KiB of it', chunks(`5\r\nhello\r\n0\r\nX: ${'a'.repeat(65_536)}\r\n\r\n`), cut()],
];

/** How the length of a body may be lied about. */
export const framingMessages: Readonly<Record<string, readonly HostileMessage[]>> = {
  'Content-Length': contentLength,
  'Content-Length and Transfer-Encoding': contentLengthAndCoding,
  'Transfer-Encoding': transferEncoding,
  chunk,
  trailer,
};
