using Trunkline.Faults.Traffic;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
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
                .Where(saying => known.TryGetValue(saying.Wamid, out var row) && !Reads(row, saying))
                .Select(saying =>
                    $"{saying.Name}, {saying.Change}, reads differently: {known[saying.Wamid].Text}, deleted: {known[saying.Wamid].Deleted}"
                )
        );
        problems.AddRange(
            acknowledged
                .Where(saying => known.TryGetValue(saying.Wamid, out var row) && !Dated(row, saying.Seconds))
                .Select(saying =>
                    $"{saying.Name} was written at {saying.Seconds}, and is dated {known[saying.Wamid].Second} and {known[saying.Wamid].At}"
                )
        );
        return problems;
    }

    private static bool Reads(Stored.Row row, Saying saying) =>
        row.Text == saying.Text && row.Deleted == saying.Change is Change.Deleted;

    // Moments are kept as microseconds.
    private static bool Dated(Stored.Row row, long seconds)
    {
        var moment = $"{seconds}000000";
        return row.Second == moment && row.At == moment;
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

    /// <summary>What conversations and people keep of messages agrees with the messages.</summary>
    public async Task<IReadOnlyList<string>> KeptTwiceAgrees() =>
        [.. (await KeptTwice.Differ(bank.Database)).Select(row => row.Replace('|', ' '))];

    /// <summary>Whoever has read everything has nothing unread, and whoever has read nothing everything.</summary>
    /// <param name="all">Who has read all.</param>
    public async Task<IReadOnlyList<string>> UnreadUntilRead(DemoPerson all)
    {
        var unread = await stored.Unread();
        return
        [
            .. readers
                .Select(reader => reader.Person)
                .Select(person =>
                    (
                        person,
                        due: person == all ? 0 : ConversationsOf(person).Count(),
                        told: ConversationsOf(person).Intersect(unread[person.Email]).Count()
                    )
                )
                .Where(one => one.told != one.due)
                .Select(one =>
                    $"{one.person.Email} has {one.due} conversations with something unread, and is told of {one.told}"
                ),
        ];
    }

    /// <summary>Those in which customers have written to this person.</summary>
    public IEnumerable<string> ConversationsOf(DemoPerson person) =>
        conversations.Where(one => Writer.Of(one.Key).Readers.Contains(person)).Select(one => one.Value);

    /// <summary>Whatever customers have edited or deleted is found.</summary>
    public async Task<IReadOnlyList<string>> ChangesFound() =>
        [.. (await stored.WaitingChanges()).Select(change => $"{change} still waits for its message")];

    /// <summary>No status waits for a message any more, and none is stored twice.</summary>
    public async Task<IReadOnlyList<string>> StatusesFound() =>
        [.. (await stored.StrayStatuses()).Select(row => $"a status is {row.Replace('|', ' ')}")];

    /// <summary>Whoever writes to two numbers is one customer, and everybody else one each.</summary>
    public async Task<IReadOnlyList<string>> OneCustomerEach()
    {
        var customers = await stored.Customers();
        var known = conversations.ToDictionary(one => Writer.Of(one.Key), one => customers[one.Value]);
        return
        [
            .. known
                .GroupBy(one => one.Key.After(0).Phone)
                .Where(person => person.Select(one => one.Value).Distinct().Count() > 1)
                .Select(person => $"who writes from {person.Key} is two customers"),
            .. known
                .GroupBy(one => one.Value)
                .Where(customer => customer.Select(one => one.Key.After(0).Phone).Distinct().Count() > 1)
                .Select(customer => $"customers {string.Join(", ", customer.Select(one => one.Key.Number))} are one"),
        ];
    }

    /// <summary>Whoever has moved is still the same customer, and goes by the new names only.</summary>
    public async Task<IReadOnlyList<string>> CustomersFollowed()
    {
        var names = await stored.NamesByConversation();
        return
        [
            .. journal
                .LastMoves.Where(move => conversations.ContainsKey(move.Writer.Number))
                .Select(move => (move, known: names[conversations[move.Writer.Number]].Order().ToList()))
                .Where(one => !one.known.SequenceEqual([one.move.After.Phone, one.move.After.UserId!]))
                .Select(one =>
                    $"Customer {one.move.Writer.Number} has moved to {one.move.After}, and goes by {string.Join(", ", one.known)}"
                ),
        ];
    }

    /// <summary>Every open stream has shown every message to the person it belongs to and to nobody else, without a gap in its numbers.</summary>
    public async Task<IReadOnlyList<string>> StreamsComplete(IReadOnlyCollection<Saying> acknowledged)
    {
        var problems = new List<string>();
        foreach (var reader in readers)
        {
            List<string> due =
            [
                // Of what was deleted before it was drawn nobody reads what it said.
                .. acknowledged
                    .Where(saying => saying.Writer.Readers.Contains(reader.Person))
                    .Where(saying => saying.Change is not Change.Deleted)
                    .Select(saying => saying.Name),
                // Cy's other open page.
                .. journal
                    .Sends.Where(sending => sending.To.Readers.Contains(reader.Person))
                    .Select(sending => sending.Text),
            ];
            try
            {
                await Eventually.True("all were shown", () => due.TrueForAll(reader.Seen.ContainsKey), patience);
            }
            catch (TimeoutException)
            {
                var missing = due.Where(name => !reader.Seen.ContainsKey(name)).ToList();
                problems.Add(
                    $"{reader.Person.Email} was not shown {missing.Count} of {due.Count} messages, for example {missing[0]}"
                );
            }

            problems.AddRange(
                acknowledged
                    .Where(saying =>
                        !saying.Writer.Readers.Contains(reader.Person) && reader.Heard.ContainsKey(saying.Name)
                    )
                    .Select(saying => $"{reader.Person.Email} was told {saying.Name}, which is not for that person")
            );
            problems.AddRange(
                reader
                    .Seen.Where(one => one.Value > 1)
                    .Select(one => $"{reader.Person.Email} was shown {one.Key} {one.Value} times")
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
            await StatusesOf([.. journal.Sends.Where(sending => phones[sending.To].Count(sending.Text) > 0)]);
        }

        problems.AddRange(
            journal.Sends.GroupBy(sending => sending.To).SelectMany(own => phones[own.Key].Astray([.. own]))
        );

        var states = await stored.StatesOfSends();
        var forPeople = 0;
        foreach (var sending in journal.Sends)
        {
            var copies = phones[sending.To].Count(sending.Text);
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

    private async Task<IReadOnlyDictionary<Writer, Phones>> OnPhones()
    {
        var moves = journal.LastMoves.ToDictionary(move => move.Writer, move => move.Times);
        var phones = new Dictionary<Writer, Phones>();
        foreach (var customer in journal.Sends.Select(sending => sending.To).Distinct())
        {
            phones[customer] = await Phones.Read(bank.Simulator, customer, moves.GetValueOrDefault(customer));
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
