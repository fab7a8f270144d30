using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Trunkline.TestKit.Payloads;

namespace Trunkline.Tests.WhatsApp.Wire;

/// <summary>
/// Webhook bodies as they come, as Meta would never write them, and broken ones. They are put together as text in which one
/// letter is one byte, so that bytes that are no UTF-8 can be written too.
/// </summary>
internal sealed record OddBody(byte[] Bytes)
{
    private static readonly string[] Ids =
    [
        "\"9000001\"",
        "\"9000002\"",
        "\"1\"",
        "9000001",
        "-1.50E+3",
        "true",
        "false",
        "null",
        "{}",
        "[\"9000001\"]",
        "\"\"",
        "\" \"",
        "\"900000\\u0031\"",
        "\"a\\nb\"",
        "\"a\\/b\"",
        "\"a\\u0000b\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d half\"",
        "\"\u007F\"",
        "\"\u00C2\u0085\"",
        "\"\u00C3\u00A9\"",
        "\"\u00E9\u00FF\"",
        "\"\u00ED\u00A0\u0080\"",
        Quoted(new('7', 100)),
        Quoted(new('7', 101)),
        Quoted(string.Concat(Enumerable.Repeat("\u00C3\u00A9", 100))),
    ];

    private static readonly string[] Splinters =
    [
        .. "{}[]:,\"\\/ \n0-e\0\u00FF\u00C3".Select(letter => $"{letter}"),
        "\u00EF\u00BB\u00BF",
        "// x\n",
        "/* x */",
        "\\ud800",
        "\\u0000",
        "null",
        "\"id\":\"7\",",
        "\"value\":{},",
        "\"entry\":[],",
        new('[', 62),
    ];

    public static readonly Arbitrary<OddBody> Any = Gen.Frequency(
            (2, Usual()),
            (5, Odd()),
            (3, Broken(Usual())),
            (3, Broken(Odd()))
        )
        .Select(text => new OddBody(Encoding.Latin1.GetBytes(text)))
        .ToArbitrary();

    public override string ToString() => Encoding.Latin1.GetString(Bytes);

    private static Gen<string> Usual() =>
        from numbers in Gen.ArrayOf(Gen.ArrayOf(Gen.Elements("9000001", "9000002", "9000003"), 2), 2)
        from body in Gen.Elements(
            Payload.Text("m", "Grüße 👍", number: numbers[0][0]),
            Payload.Status("s", "sent", "callback", numbers[0][0]),
            Payload.Of([
                .. numbers.Select(entry =>
                    entry.Select(number => Payload.Change(number, [Payload.Message("m", "a \"b\"")])).ToArray()
                ),
            ]),
            Encoding.UTF8.GetString(
                CustomerWrites.Body(numbers[0][0], Payload.Customer, "w", 1_749_416_383, "Grüße 👍")
            )
        )
        select Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(body));

    private static Gen<string> Odd() => OrScrap(Object(("object", Id()), ("entry", List(Entry()))));

    private static Gen<string> Entry() => Object(("id", Id()), ("time", Id()), ("changes", List(Change())));

    private static Gen<string> Change() => Object(("field", Id()), ("value", OrScrap(Value())));

    private static Gen<string> Value() =>
        Object(
            ("messages", List(Object(("id", Id()), ("metadata", Id())))),
            ("metadata", OrScrap(Object(("display_phone_number", Id()), ("phone_number_id", Id()))))
        );

    private static Gen<string> Id() => Gen.Frequency((1, Gen.Elements(Ids[..3])), (1, Gen.Elements(Ids)));

    private static Gen<string> OrScrap(Gen<string> usual) =>
        Gen.Frequency(
            (60, usual),
            (2, Id()),
            (2, Gen.Elements("[]", "[[]]", "{}", """[{"id":"5"}]""")),
            // 64 is the deepest that is read.
            (1, Gen.Choose(55, 64).Select(depth => new string('[', depth) + new string(']', depth)))
        );

    /// One object where a list belongs is frequent.
    private static Gen<string> List(Gen<string> item) =>
        Gen.Frequency(
            (3, OrScrap(item)),
            (6, Gen.Choose(0, 3).SelectMany(count => Gen.ArrayOf(OrScrap(item), count)).Select(Bracketed)),
            (1, Gen.ArrayOf(item, 20).Select(Bracketed))
        );

    /// Members are missing, come twice, in another order, or with escapes in their names.
    private static Gen<string> Object(params (string Name, Gen<string> Value)[] members) =>
        from written in Gen.CollectToArray(members, member => Member(member.Name, member.Value))
        from shuffled in Gen.Shuffle(written)
        from order in Gen.Frequency((4, Gen.Constant(written)), (1, Gen.Constant(shuffled)))
        from space in Gen.Frequency((6, Gen.Constant("")), (1, Gen.Constant(" \r\n\t")))
        select "{" + space + string.Join("," + space, order.SelectMany(one => one)) + space + "}";

    private static Gen<string[]> Member(string name, Gen<string> value) =>
        from count in Gen.Frequency((30, Gen.Constant(1)), (2, Gen.Constant(0)), (1, Gen.Constant(2)))
        from members in Gen.ArrayOf(
            from written in Gen.Frequency(
                (60, Gen.Constant(name)),
                (1, Gen.Constant($"\\u{(int)name[0]:x4}{name[1..]}")),
                (1, Gen.Constant($"{name}\\ud800")),
                (1, Gen.Constant("\\ud800")),
                (1, Gen.Constant("\u00FF")),
                (1, Gen.Constant(name.ToUpperInvariant()))
            )
            from content in value
            select $"{Quoted(written)}:{content}",
            count
        )
        select members;

    private static Gen<string> Broken(Gen<string> bodies) =>
        from body in bodies
        from count in Gen.Choose(1, 3)
        from blows in Gen.ArrayOf(Blow(), count)
        select blows.Aggregate(body, (left, blow) => blow(left));

    private static Gen<Func<string, string>> Blow() =>
        from place in Gen.Choose(0, int.MaxValue)
        from length in Gen.Choose(1, 40)
        from splinter in Gen.Frequency(
            (3, Gen.Elements(Splinters)),
            (1, Gen.Choose(0, 255).Select(one => ((char)one).ToString()))
        )
        from kind in Gen.Choose(0, 4)
        select (Func<string, string>)(
            body =>
            {
                var at = place % (body.Length + 1);
                var end = Math.Min(at + length, body.Length);
                return kind switch
                {
                    0 => body[..at],
                    1 => body.Remove(at, end - at),
                    2 => body.Insert(at, splinter),
                    3 => body.Remove(at, Math.Min(1, end - at)).Insert(at, splinter),
                    _ => body.Insert(place % 2 * body.Length, splinter),
                };
            }
        );

    private static string Quoted(string text) => $"\"{text}\"";

    private static string Bracketed(string[] items) => $"[{string.Join(',', items)}]";
}
