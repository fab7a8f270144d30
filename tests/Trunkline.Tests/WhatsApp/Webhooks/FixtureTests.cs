using System.Text.Json.Nodes;
using Trunkline.TestKit;
using Trunkline.TestKit.Payloads;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Tests.WhatsApp.Webhooks;

/// <summary>Payloads that others wrote and that are no part of this repository, where they are at hand.</summary>
public sealed class FixtureTests
{
    [Fact(Explicit = true)]
    public async Task Each_is_answered_200_and_stored_byte_for_byte_also_for_unknown_numbers()
    {
        var files = Files();
        await using var host = await A.Host().Start();
        using var meta = new Meta(host);

        foreach (var file in files)
            (
                await meta.Post(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))
            ).IsSuccessStatusCode.ShouldBeTrue(file);

        await Eventually.True("all are kept as orphans", async () => await host.InboxBodies("Orphaned") == files.Count);
        foreach (var file in files)
        {
            var body = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            (
                await host.Ask<int>(
                    $"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM whatsapp_inbox WHERE bodies = {body}"
                )
            ).ShouldBeGreaterThanOrEqualTo(1, file);
        }
    }

    [Fact(Explicit = true)]
    public async Task Each_is_understood_or_kept_once_its_number_is_ours()
    {
        var files = Files();
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        var expected = new List<(string File, string Mark, int Messages)>();

        foreach (var (file, index) in files.Select((file, index) => (file, index)))
        {
            var body = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
            var mark = $"fixture-{index}-";
            expected.Add((file, mark, Rewrite(body, mark)));
            await meta.Delivers(body.ToJsonString());
        }

        await Eventually.True("all are done", async () => await host.InboxBodies("Done") == files.Count);
        foreach (var (file, mark, messages) in expected)
            (await host.Messages(mark + "%")).ShouldBe(messages, file);
    }

    // Several bodies share the same ids, and a repeated id is rightly stored once: each file gets its own.
    private static int Rewrite(JsonNode body, string mark)
    {
        var place = 0;
        var messages = 0;
        foreach (var change in body["entry"]!.AsArray().SelectMany(entry => entry!["changes"]!.AsArray()))
        {
            var value = change!["value"]!;
            value["metadata"]!["phone_number_id"] = DemoNumbers.Europe.PhoneNumberId;
            foreach (var message in value["messages"]?.AsArray() ?? [])
            {
                message!["id"] = mark + place++;
                messages += message["type"]!.GetValue<string>() == "system" ? 0 : 1;
            }
        }
        return messages;
    }

    private static List<string> Files() =>
        [.. OthersPayloads.In("facebook-openapi", "webhooks"), .. OthersPayloads.In("netflie")];
}
