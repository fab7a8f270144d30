using System.Globalization;
using System.Net.Http.Headers;
using Trunkline.Faults.Traffic;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Payloads;

namespace Trunkline.Faults.Proofs;

/// <summary>
/// That a commit is on the disk before the 200 is written, seen from the kernel: the webhook's own words go into the
/// database's log, the log is synced, and only then the answer goes out.
/// </summary>
internal static class CommitBeforeAnswer
{
    private const string Words = "ThisIsTheMessageThatMustBeOnTheDisk";
    private const string Calls = "fdatasync,fsync,pwrite64,pwritev,write,writev,sendmsg,sendto";

    /// <summary>A sentence with what was seen; throws when it was not so.</summary>
    public static async Task<string> Show(Store store)
    {
        await using var postgreSql = store is Store.PostgreSql ? await KillablePostgreSql.Start() : null;
        await using var database = postgreSql is null
            ? await TestDatabase.Create(Store.Sqlite)
            : await postgreSql.CreateDatabase("proof");
        await using var bank = await RealBank.Start(database);
        // The first one opens connections and compiles; the second one is watched.
        await Post(bank, "before");
        int[] processes = postgreSql is null ? [bank.Server.Id] : [bank.Server.Id, .. Family(postgreSql.Id)];
        await using var watched = await SystemCalls.Watch(processes, Calls);
        await Post(bank, Words);
        var calls = await watched.Stop();

        var log = store is Store.Sqlite ? "-wal>" : "/pg_wal/";
        var written = calls.FirstOrDefault(call =>
            call.Name.StartsWith("pwrite", StringComparison.Ordinal)
            && call.Arguments.Contains(log, StringComparison.Ordinal)
            && call.Arguments.Contains(Words, StringComparison.Ordinal)
        );
        var synced = calls.FirstOrDefault(call =>
            call.Name is "fdatasync" or "fsync"
            && call.Arguments.Contains(log, StringComparison.Ordinal)
            && call.Result == "0"
            && call.Began >= written?.Returned
        );
        var answered = calls.FirstOrDefault(call =>
            call.Name is "sendmsg" or "sendto" or "write" or "writev"
            && call.Arguments.Contains("HTTP/1.1 200", StringComparison.Ordinal)
        );
        if (written is null || synced is null || answered is null || synced.Returned > answered.Began)
        {
            throw new InvalidOperationException(
                $"{store}: written {written?.Began}, synced {synced?.Returned}, answered {answered?.Began}, of {calls.Count} calls"
            );
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{store}: the message is written to the log ({written.Name}), {(synced.Returned - written.Began) * 1000:0.00} ms later {synced.Name} has returned, {(answered.Began - synced.Returned) * 1000:0.00} ms after that the 200 is written"
        );
    }

    private static async Task Post(RealBank bank, string text)
    {
        var writer = Writer.Of(0);
        var seconds = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var body = CustomerWrites.Body(writer.BusinessNumber, writer.After(0).Phone, "wamid." + text, seconds, text);
        using var http = new HttpClient();
        using var content = new ByteArrayContent(body)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        content.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(body, TrunklineHost.AppSecret));
        using var answer = await http.PostAsync(new Uri(bank.Server.Address, "/webhooks/whatsapp"), content);
        answer.EnsureSuccessStatusCode();
    }

    // PostgreSQL has a process for each connection.
    private static IEnumerable<int> Family(int parent) =>
        Directory
            .GetDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Where(process => IsChild(process, parent))
            .Prepend(parent);

    private static bool IsChild(int process, int parent)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            // pid (name) state ppid
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == parent.ToString(CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
