using Trunkline.Faults.Traffic;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Faults.Checks;

/// <summary>What must hold after every fault. Each promise that does not is a sentence in the answer.</summary>
internal sealed class Promises(RealBank bank, Journal journal, IReadOnlyList<Reader> readers, TimeSpan patience)
{
    // One in so many; a fault catches those few sends that are between request and answer.
    private const int MostForPeople = 5;

    private readonly Stored stored = new(bank.Database);
    private readonly Dictionary<int, string> conversations = [];

    /// <summary>Where each customer's messages were found.</summary>
    public IReadOnlyDictionary<int, string> Conversations => conversations;

    /// <summary>The backlog goes to nothing, and nothing was set aside.</summary>
    public async Task<IReadOnlyList<string>> NothingStuck()
    {
        try
        {
            await Eventually.True("the backlog is worked off", async () => await stored.Waiting() == 0, patience);
        }
        catch (TimeoutException)
        {
            return [$"{await stored.Waiting()} webhooks still wait: a lane is stuck"];
        }

        return
        [
            .. (await stored.Astray()).Select(reason => $"a webhook was set aside or is an orphan: {reason}"),
            .. (await stored.JobsGivenUp()).Select(job => $"a job was given up: {job}"),
        ];
    }

    /// <summary>Every acknowledged message of this round is there once, in its conversation, in the right order.</summary>
    public async Task<IReadOnlyList<string>> MessagesOnceInOrder(string round, IReadOnlyList<Saying> acknowledged)
    {
        var problems = new List<string>();
        var rows = await stored.InOrder(round);
        foreach (var twice in rows.GroupBy(row => row.Wamid).Where(same => same.Count() > 1))
        {
            problems.Add($"{twice.Key} is there {twice.Count()} times");
        }

        var known = rows.DistinctBy(row => row.Wamid).ToDictionary(row => row.Wamid);
        foreach (var lost in acknowledged.Where(saying => !known.ContainsKey(saying.Wamid)))
        {
            problems.Add($"{lost.Name} was acknowledged and is lost");
        }

        var places = rows.Select((row, place) => (row.Wamid, place)).DistinctBy(row => row.Wamid).ToDictionary();
        foreach (
            var one in acknowledged.Where(saying => known.ContainsKey(saying.Wamid)).GroupBy(saying => saying.Writer)
        )
        {
            problems.AddRange(Ordered(one.Key, [.. one], places));
            problems.AddRange(Together(one.Key, [.. one.Select(saying => known[saying.Wamid])]));
        }

        problems.AddRange(
            acknowledged
                .Where(saying => known.TryGetValue(saying.Wamid, out var row) && row.Text != saying.Name)
                .Select(saying => $"{saying.Name} reads differently: {known[saying.Wamid].Text}")
        );
        return problems;
    }

    /// <summary>As many messages as were acknowledged, by their ids and by their texts, and no two customers in one conversation.</summary>
    public async Task<IReadOnlyList<string>> NothingLostInAll(string run)
    {
        var (ids, texts) = (await stored.Messages($"wamid.{run}"), await stored.Texts(run));
        var problems = conversations
            .GroupBy(one => one.Value)
            .Where(same => same.Count() > 1)
            .Select(same => $"customers {string.Join(", ", same.Select(one => one.Key))} share a conversation")
            .ToList();
        if (ids != journal.Acknowledged || texts != journal.Acknowledged)
        {
            problems.Add(
                $"{journal.Acknowledged} messages were acknowledged; {ids} are there by their id, {texts} by their text"
            );
        }

        return problems;
    }

    /// <summary>The marks that something is unread agree with the counts from which they follow.</summary>
    public async Task<IReadOnlyList<string>> UnreadMarksAgree() =>
        [.. (await KeptTwice.Differ(bank.Database)).Select(row => row.Replace('|', ' '))];

    /// <summary>Every open stream has shown every message to the person it belongs to and to nobody else, without a gap in its numbers.</summary>
    public async Task<IReadOnlyList<string>> StreamsComplete(IReadOnlyList<Saying> acknowledged)
    {
        var problems = new List<string>();
        foreach (var reader in readers)
        {
            var due = acknowledged.Where(saying => saying.Writer.Reader == reader.Person).ToList();
            try
            {
                await Eventually.True(
                    "all were shown",
                    () => due.TrueForAll(saying => reader.Seen.ContainsKey(saying.Name)),
                    patience
                );
            }
            catch (TimeoutException)
            {
                var missing = due.Where(saying => !reader.Seen.ContainsKey(saying.Name)).ToList();
                problems.Add(
                    $"{reader.Person.Email} was not shown {missing.Count} of {due.Count} messages, for example {missing[0].Name}"
                );
            }

            problems.AddRange(
                acknowledged
                    .Where(saying => saying.Writer.Reader != reader.Person && reader.Heard.ContainsKey(saying.Name))
                    .Select(saying => $"{reader.Person.Email} was told {saying.Name}, which is not for that person")
            );
            problems.AddRange(reader.Problems);
        }

        return problems;
    }

    /// <summary>
    /// Every accepted send reached the customer's phone once, or waits for a person to decide; while sends are still
    /// under way (<paramref name="settled"/> false) none may have arrived twice. Of what reached the phone the statuses
    /// must have said so.
    /// </summary>
    public async Task<(IReadOnlyList<string> Problems, int ForPeople)> SendsOnce(bool settled)
    {
        var problems = new List<string>();
        if (settled)
        {
            // An answer that never came is given a minute, and then a person is asked; a customer's next message waits for it.
            try
            {
                await Eventually.True("the outbox is empty", async () => await stored.Unsent() == 0, patience * 4);
            }
            catch (TimeoutException)
            {
                problems.Add($"{await stored.Unsent()} sends are still in the outbox");
            }
        }

        var phones = await OnPhones();
        if (settled)
        {
            await StatusesOf([.. journal.Sends.Where(sending => phones[sending.Phone][sending.Text].Any())]);
        }

        var states = await stored.StatesOfSends();
        var forPeople = 0;
        foreach (var sending in journal.Sends)
        {
            var copies = phones[sending.Phone][sending.Text].Count();
            if (!states.TryGetValue(sending.Text, out var state))
            {
                problems.Add($"{sending.Text} was accepted and is lost");
            }
            else if (state.Contains('+', StringComparison.Ordinal) || copies > 1)
            {
                problems.Add($"{sending.Text} is there twice: {state}, {copies} on the phone");
            }
            else if (state is "Failed")
            {
                // No fault here is a refusal for good: whatever is said to have failed could have been sent.
                problems.Add($"{sending.Text} failed, with {copies} on the phone");
            }
            else if (settled && copies > 0 && !HasArrived(state))
            {
                problems.Add($"{sending.Text} is on the phone, and all that is known of it is {state}");
            }
            else if (state is "OutcomeUnknown")
            {
                forPeople++;
            }
            else if (settled && copies == 0)
            {
                problems.Add($"{sending.Text} is {state} and never reached the phone");
            }
        }

        if (settled && forPeople > journal.Sends.Count / MostForPeople)
        {
            problems.Add(
                $"{forPeople} of {journal.Sends.Count} sends wait for a person: more than can have been under way"
            );
        }

        return (problems, forPeople);
    }

    private static bool HasArrived(string? state) => state is "Delivered" or "Read";

    private async Task<IReadOnlyDictionary<string, ILookup<string, string>>> OnPhones()
    {
        var phones = new Dictionary<string, ILookup<string, string>>();
        foreach (var phone in journal.Sends.Select(sending => sending.Phone).Distinct())
        {
            phones[phone] = (await bank.Simulator.TextsAt(phone)).ToLookup(text => text);
        }

        return phones;
    }

    // They come as webhooks, the last of them after the last answer.
    private async Task StatusesOf(IReadOnlyCollection<Sending> arrived)
    {
        try
        {
            await Eventually.True(
                "the statuses are here",
                async () =>
                {
                    var states = await stored.StatesOfSends();
                    return arrived.All(sending => HasArrived(states.GetValueOrDefault(sending.Text)));
                },
                patience
            );
        }
        catch (TimeoutException)
        {
            // Each that is missing is told by the promise itself.
        }
    }

    private static IEnumerable<string> Ordered(
        Writer writer,
        IReadOnlyList<Saying> acknowledged,
        IReadOnlyDictionary<string, int> places
    )
    {
        // As people see it: by the second that the provider tells, within a second by arrival.
        var expected = acknowledged.OrderBy(saying => saying.Seconds).ToList();
        for (var index = 1; index < expected.Count; index++)
        {
            if (places[expected[index - 1].Wamid] > places[expected[index].Wamid])
            {
                yield return $"Of customer {writer.Number} {expected[index].Name} stands before {expected[index - 1].Name}";
            }
        }
    }

    private IEnumerable<string> Together(Writer writer, IReadOnlyList<Stored.Row> rows)
    {
        var expected = conversations.TryGetValue(writer.Number, out var known) ? known : rows[0].Conversation;
        conversations[writer.Number] = expected;
        return rows.Where(row => row.Conversation != expected)
            .Select(row => $"{row.Wamid} is in another conversation than its customer's");
    }
}
