using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;

namespace Trunkline.Tests.Conversations.Receiving;

/// <summary>A batch in which a customer moves is received in parts, each with what the one before has made of the conversations.</summary>
public sealed class PartsOfABatchTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.PostgreSql)]
    public async Task What_several_customers_say_in_each_part_is_counted(Store store)
    {
        await using var talk = new Talk { Store = store };
        await talk.InitializeAsync();
        var number = await talk.NumberOf(DemoPerson.Bo, shared: true);
        var (one, other) = (Talk.NewPhone(), Talk.NewPhone());
        await talk.WritesAtOnce(number, [(one, "Part 0"), (other, "Part 0")]);

        await talk.WritesInParts(
            number,
            [(one, "Part 1"), (other, "Part 1")],
            [(one, "Part 2"), (other, "Part 2")],
            [(other, "Part 3")]
        );

        (
            await talk.Host.Database.Ask(
                "SELECT DISTINCT c.incoming_count FROM conversations_conversation c JOIN conversations_message m ON m.enterprise_id = c.enterprise_id AND m.conversation_id = c.id WHERE m.text = 'Part 0' ORDER BY c.incoming_count"
            )
        ).ShouldBe(["3", "4"]);
    }
}
