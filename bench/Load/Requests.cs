using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Payloads;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Bench.Load;

/// <summary>Distinct webhooks, signed beforehand and written as whole HTTP requests of one size, one file for each thread of wrk.</summary>
internal sealed class Requests : IDisposable
{
    public const int Threads = 2;

    /// <summary>They write in turn.</summary>
    public const int Customers = 1000;

    private static readonly string[] Numbers = [.. DemoNumbers.All.Select(number => number.PhoneNumberId)];

    private Requests(string folder, int size) => (Folder, Size) = (folder, size);

    public string Folder { get; }

    public int Size { get; }

    /// <summary>The same name and count make the same webhooks; another name makes other ones.</summary>
    public static Requests Write(string name, int count)
    {
        var folder = Directory.CreateTempSubdirectory("trunkline-bench-").FullName;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var size = 0;
        Parallel.For(
            0,
            Threads,
            thread =>
            {
                using var file = new FileStream(
                    Path.Combine(folder, $"{thread}"),
                    FileMode.Create,
                    FileAccess.Write,
                    FileShare.None,
                    1 << 20
                );
                for (var index = thread; index < count; index += Threads)
                {
                    // Nobody types faster than a message a second.
                    var request = Request(name, index, now - ((count - 1 - index) / Customers));
                    size = request.Length;
                    file.Write(request);
                }
            }
        );
        return new(folder, size);
    }

    /// <summary>The text of a message; its wamid is the same with a prefix.</summary>
    public static string Text(string name, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"B{name}i{index:00000000}.");

    /// <summary>Of so many messages the texts of those that go to a number that somebody has open; the others are stored and not shown.</summary>
    public static List<string> Readable(string name, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Where(index => NumberOf(index % Customers) != DemoNumbers.WhatsAppSouth.PhoneNumberId)
                .Select(index => Text(name, index)),
        ];

    public static string Phone(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"4917{index % Customers:000000000}");

    public static byte[] Body(string name, int index, long seconds)
    {
        var customer = index % Customers;
        var text = Text(name, index);
        return CustomerWrites.Body(
            NumberOf(customer),
            Phone(index),
            "wamid.HBgNNDkxNzAwMDAwMDAwMBUCABIYFjNFQjBDMkY4" + text,
            seconds,
            text
        );
    }

    private static string NumberOf(int customer) => Numbers[customer % Numbers.Length];

    /// <summary>One webhook for a .NET client.</summary>
    public static HttpRequestMessage Post(Uri server, string name, int index)
    {
        var body = Body(name, index, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/webhooks/whatsapp"))
        {
            Content = new ByteArrayContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(body, TrunklineHost.AppSecret));
        return request;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static byte[] Request(string name, int index, long seconds)
    {
        var body = Body(name, index, seconds);
        var head =
            $"POST /webhooks/whatsapp HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{WebhookSignature.Header}: {WebhookSignature.Of(body, TrunklineHost.AppSecret)}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}
