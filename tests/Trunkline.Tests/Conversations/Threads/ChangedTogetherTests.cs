using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Conversations;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Tests.Conversations.Threads;

/// <summary>Conversations that change in one write are written together, past the mapper; it keeps what the mapper promises.</summary>
public sealed class ChangedTogetherTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory, BothStores]
    public async Task Each_is_written_with_its_own_values_and_nothing_else_is_touched(Store store)
    {
        await using var host = await A.Host().WithDemo().On(store).Start();

        await Change(
            host,
            async (db, all) =>
            {
                for (var place = 0; place < all.Count; place++)
                    all[place].ReplyAutomatically(Noon.AddMinutes(place));
                // Another column of the row, changed by somebody else since it was read.
                await db.Database.ExecuteSqlAsync($"UPDATE conversations_conversation SET channel = 'another'");
            }
        );

        var stored = await host.Database.Ask(
            "SELECT automatic_reply_at, channel FROM conversations_conversation ORDER BY id"
        );
        stored.Count.ShouldBeGreaterThan(2);
        stored.ShouldBe(stored.Select((_, place) => $"{StoredMoment.Of(Noon.AddMinutes(place))}|another"));
    }

    [Theory, BothStores]
    public async Task When_one_is_not_any_more_as_it_was_read_none_is_written(Store store)
    {
        await using var host = await A.Host().WithDemo().On(store).Start();

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() =>
            Change(
                host,
                async (db, all) =>
                {
                    foreach (var conversation in all)
                        conversation.ReplyAutomatically(Noon);
                    var one = all[1].Id;
                    await db
                        .Conversations.Where(conversation => conversation.Id == one)
                        .ExecuteUpdateAsync(change =>
                            change.SetProperty(conversation => conversation.Consent, ConsentState.Stopped)
                        );
                }
            )
        );

        (await host.Database.Ask("SELECT COUNT(automatic_reply_at) FROM conversations_conversation")).ShouldBe(["0"]);
    }

    private static async Task Change(TrunklineHost host, Func<TrunklineDb, List<Conversation>, Task> change)
    {
        EnterpriseId enterprise;
        await using (var any = host.Scope())
            enterprise = await any
                .ServiceProvider.GetRequiredService<TrunklineDb>()
                .Conversations.IgnoreQueryFilters()
                .Select(one => one.EnterpriseId)
                .FirstAsync();
        await using var scope = host.Services.GetRequiredService<EnterpriseScopes>().Open(enterprise);
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        await db.WriteAsync(
            async () =>
            {
                await change(db, await db.Conversations.OrderBy(conversation => conversation.Id).ToListAsync());
                return Result.Done;
            },
            TestContext.Current.CancellationToken
        );
    }
}
