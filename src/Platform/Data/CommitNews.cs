namespace Trunkline.Platform.Data;

/// <summary>What commits have left to do and to show.</summary>
/// <param name="Jobs">Durable work waits.</param>
/// <param name="People">Who was told something.</param>
/// <param name="Topics">What whoever listens is to look at.</param>
internal sealed record CommitNews(bool Jobs, IReadOnlyCollection<ActorId> People, IReadOnlyCollection<string> Topics)
{
    public static readonly CommitNews Nothing = new(false, [], []);

    private const char Between = ',';
    private const string JobsWord = "jobs";
    private const char PersonMark = '@';
    private const char TopicMark = '#';

    public bool IsNothing => !Jobs && People.Count == 0 && Topics.Count == 0;

    public CommitNews With(CommitNews later) =>
        new(Jobs || later.Jobs, [.. People.Union(later.People)], [.. Topics.Union(later.Topics)]);

    /// <summary>
    /// In texts of ASCII of at most so many characters each, as many as it takes. A name that is longer by itself is left out; what
    /// waits under it is found by looking.
    /// </summary>
    public IEnumerable<string> Write(int longest)
    {
        var text = "";
        foreach (var word in Words().Where(word => word.Length <= longest))
            if (text.Length == 0)
                text = word;
            else if (text.Length + 1 + word.Length <= longest)
                text += Between + word;
            else
            {
                yield return text;
                text = word;
            }
        if (text.Length > 0)
            yield return text;
    }

    /// <summary>What <see cref="Write"/> wrote; words that mean nothing here, as of another version, are passed over.</summary>
    public static CommitNews Read(string text)
    {
        var words = text.Split(Between);
        return new(
            words.Contains(JobsWord),
            [
                .. After(words, PersonMark)
                    .Select(name => Guid.TryParse(name, out var id) ? new ActorId(id) : (ActorId?)null)
                    .OfType<ActorId>(),
            ],
            [.. After(words, TopicMark).Select(Uri.UnescapeDataString)]
        );
    }

    private IEnumerable<string> Words() =>
        [
            .. Jobs ? [JobsWord] : Array.Empty<string>(),
            .. People.Select(person => $"{PersonMark}{person}"),
            .. Topics.Select(topic => TopicMark + Uri.EscapeDataString(topic)),
        ];

    private static IEnumerable<string> After(string[] words, char mark) =>
        words.Where(word => word.StartsWith(mark)).Select(word => word[1..]);
}
