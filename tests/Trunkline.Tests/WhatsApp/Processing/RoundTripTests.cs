using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.WhatsApp.Processing;

/// <summary>A batch on PostgreSQL takes as long as its round trips, so that another one creeps in must be noticed.</summary>
public sealed class RoundTripTests
{
    // Without the COMMIT, which is no command. See docs/decisions/0016.
    private const int Most = 13;

    [Fact]
    public async Task A_batch_takes_the_same_few_round_trips_however_much_it_holds()
    {
        await using var host = await A.Host().WithDemo().On(Store.PostgreSql).Start();
        using var meta = new Meta(host);
        using var batches = new Batches(host.Database);

        // The first one reads the features of the whole tree as well, once.
        await Asks("first", customers: 1, each: 1);

        var one = await Asks("one", customers: 1, each: 1);
        var newcomers = await Asks("newcomers", customers: 30, each: 3);
        var known = await Asks("known", customers: 30, each: 3);

        one.Count.ShouldBeInRange(1, Most, string.Join('\n', one));
        newcomers.Count.ShouldBeInRange(1, Most, string.Join('\n', newcomers));
        known.Count.ShouldBeInRange(1, Most, string.Join('\n', known));

        await host.Database.Ask(
            "UPDATE conversations_participant SET has_unread = false, read_count = (SELECT incoming_count FROM conversations_conversation WHERE id = conversation_id)"
        );
        var read = await Asks("read", customers: 30, each: 3);
        // One more says that there is something unread again.
        read.Count.ShouldBeInRange(1, Most + 1, string.Join('\n', read));

        async Task<IReadOnlyList<string>> Asks(string name, int customers, int each)
        {
            await meta.Delivers(Write(name, customers, each));
            var asked = await batches.Next();
            (await host.Messages($"wamid.{name}.%")).ShouldBe(customers * each);
            return asked;
        }
    }

    private static string Write(string name, int customers, int each)
    {
        var phones = Enumerable.Range(0, customers).Select(index => $"1650555{index:0000}").ToList();
        return Payload.Of([
            Payload.Change(
                messages:
                [
                    .. Enumerable
                        .Range(0, customers * each)
                        .Select(index => Payload.Message($"wamid.{name}.{index}", "Hello", phones[index % customers])),
                ],
                contacts: [.. phones.Select(phone => Payload.Contact(phone))]
            ),
        ]);
    }

    /// <summary>What the lanes of one database ask it, batch by batch, as the driver reports it to whoever traces.</summary>
    private sealed class Batches : IDisposable
    {
        private readonly ConcurrentQueue<IReadOnlyList<string>> done = new();
        private readonly ConcurrentDictionary<ActivityTraceId, ConcurrentQueue<string>> open = new();
        private readonly ActivityListener listener;

        public Batches(TestDatabase database)
        {
            var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
            listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name is "Npgsql" or "Trunkline.WhatsApp",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity =>
                {
                    if (activity.Source.Name == "Npgsql")
                    {
                        // Other tests have databases of their own; that a connection was opened is no question.
                        if (activity.Tags.Any(tag => tag.Key is "db.namespace" or "db.name" && tag.Value == name))
                            if (
                                activity.Tags.FirstOrDefault(tag => tag.Key is "db.query.text" or "db.statement") is
                                { Value: { } asks }
                            )
                                open.GetOrAdd(activity.TraceId, _ => new()).Enqueue(asks);
                    }
                    else if (
                        activity.OperationName == "whatsapp.lane.batch"
                        && open.TryRemove(activity.TraceId, out var asked)
                        // Whoever looks in vain has asked once.
                        && asked.Count > 2
                    )
                        done.Enqueue([.. asked]);
                },
            };
            ActivitySource.AddActivityListener(listener);
        }

        public async Task<IReadOnlyList<string>> Next()
        {
            IReadOnlyList<string>? batch = null;
            await Eventually.True("a batch has ended", () => done.TryDequeue(out batch));
            return batch!;
        }

        public void Dispose() => listener.Dispose();
    }
}
