using Microsoft.Extensions.Configuration;
using Npgsql;
using Trunkline.Platform.Data;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;

namespace Trunkline.StoreTests.Platform;

/// <summary>A wrong or missing setting stops the start with one sentence that names it.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Database__Provider", "Oracle")]
    [InlineData("Database__ConnectionString", "where the data is")]
    [InlineData("Data__Directory", "/dev/null/data")]
    [InlineData("Mail__Port", "many")]
    [InlineData("Mail__From", "somebody")]
    [InlineData("Server__Proxies", "127.0.0.1, the one in front")]
    [InlineData("Shutdown__DrainSeconds", "a while")]
    [InlineData("Demo__Enabled", "perhaps")]
    [InlineData("WhatsApp__GraphBaseUrl", "somewhere")]
    [InlineData("WhatsApp__AccessToken", "“EAAB”")]
    [InlineData("WhatsApp__AccessToken", "EAAB\nEAAC")]
    [InlineData("ASPNETCORE_URLS", "localhost")]
    [InlineData("ASPNETCORE_URLS", "http://192.0.2.77:5080")]
    public async Task A_wrong_setting_stops_the_start_with_one_sentence_that_names_it(string setting, string value)
    {
        await RefusesToStart(
            setting,
            new()
            {
                ["Mail__Server"] = "localhost",
                ["Mail__From"] = "trunkline@example.com",
                ["Server__Address"] = "https://messages.example.com",
                [setting] = value,
            }
        );
    }

    [Theory]
    [InlineData("WhatsApp__AppSecret")]
    [InlineData("WhatsApp__VerifyToken")]
    [InlineData("WhatsApp__AccessToken")]
    public async Task A_missing_setting_stops_the_start_with_one_sentence_that_names_it(string setting)
    {
        await RefusesToStart(setting, new() { [setting] = "" });
    }

    [Fact]
    public async Task Mails_without_an_address_for_their_links_stop_the_start_with_one_sentence_that_names_it()
    {
        await RefusesToStart(
            "Server__Address",
            new() { ["Mail__Server"] = "localhost", ["Mail__From"] = "trunkline@example.com" }
        );
    }

    [Fact]
    public async Task PostgreSQL_without_a_connection_string_stops_the_start_with_one_sentence_that_names_it()
    {
        await RefusesToStart("Database__ConnectionString", new() { ["Database__Provider"] = "PostgreSql" });
    }

    [Theory]
    [InlineData("Database__ConnectionString")]
    [InlineData("Database__DirectConnectionString")]
    public async Task A_wrong_connection_string_for_PostgreSQL_stops_the_start_with_one_sentence_that_names_it(
        string setting
    )
    {
        await RefusesToStart(
            setting,
            new()
            {
                ["Database__Provider"] = "PostgreSql",
                ["Database__ConnectionString"] = "Host=localhost",
                [setting] = "where the data is",
            }
        );
    }

    [Fact]
    public async Task PostgreSQL_that_cannot_be_used_stops_the_start_with_one_sentence_that_names_the_setting()
    {
        await using var database = await TestDatabase.Create(Store.PostgreSql);

        await RefusesToStart(
            "Database__ConnectionString",
            new()
            {
                ["Database__Provider"] = "PostgreSql",
                ["Database__ConnectionString"] = new NpgsqlConnectionStringBuilder(database.ConnectionString)
                {
                    Username = "nobody_here",
                }.ToString(),
            }
        );
    }

    [Fact]
    public async Task A_direct_connection_to_another_database_stops_the_start_with_one_sentence_that_names_it()
    {
        await using var database = await TestDatabase.Create(Store.PostgreSql);
        await using var other = await TestDatabase.Create(Store.PostgreSql);

        await RefusesToStart(
            "Database__DirectConnectionString",
            new()
            {
                ["Database__Provider"] = "PostgreSql",
                ["Database__ConnectionString"] = database.ConnectionString,
                ["Database__DirectConnectionString"] = other.ConnectionString,
            }
        );
    }

    [Fact]
    public async Task A_database_that_cannot_be_written_stops_the_start_with_one_sentence_that_names_its_folder()
    {
        // Also root cannot make a file there.
        await RefusesToStart(
            "Data__Directory",
            new() { ["Database__ConnectionString"] = "Data Source=/proc/trunkline.db" }
        );
    }

    [Theory]
    [InlineData("Host=localhost", null, 100)]
    [InlineData("Host=localhost;Max Auto Prepare=0", null, 0)]
    [InlineData("Host=localhost;MaxAutoPrepare=7", null, 7)]
    [InlineData("Host=pooler", "Host=past-the-pooler", 0)]
    public void Statements_are_prepared_where_sessions_are_kept_and_nobody_said_otherwise(
        string connection,
        string? direct,
        int prepared
    )
    {
        var settings = PostgreSql(connection, direct);

        new NpgsqlConnectionStringBuilder(settings.ConnectionString).MaxAutoPrepare.ShouldBe(prepared);
    }

    [Theory]
    [InlineData("Host=localhost", null, true, true)]
    [InlineData("Host=pooler", "Host=past-the-pooler", false, true)]
    [InlineData("Host=localhost;Options=-c geqo=off", null, false, false)]
    public void PostgreSQL_is_told_to_miss_a_machine_that_is_gone_where_no_pooler_is_between_and_nobody_said_otherwise(
        string connection,
        string? direct,
        bool pooled,
        bool held
    )
    {
        var settings = PostgreSql(connection, direct);

        Misses(settings.ConnectionString).ShouldBe(pooled);
        Misses(settings.DirectConnectionString).ShouldBe(held);
    }

    private static DatabaseSettings PostgreSql(string connection, string? direct) =>
        DatabaseSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection([
                    new("Database:Provider", "PostgreSql"),
                    new("Database:ConnectionString", connection),
                    new("Database:DirectConnectionString", direct),
                    new("Data:Directory", Path.GetTempPath()),
                ])
                .Build()
        );

    private static bool Misses(string connection) =>
        new NpgsqlConnectionStringBuilder(connection).Options?.Contains(
            "tcp_keepalives_idle=5",
            StringComparison.Ordinal
        )
            is true;

    private static async Task RefusesToStart(string setting, Dictionary<string, string?> settings)
    {
        var (code, errors) = await TrunklineProcess.StartInVain(settings);

        code.ShouldBe(1);
        var sentence = errors.TrimEnd().Split('\n').ShouldHaveSingleItem();
        sentence.ShouldContain(setting);
        sentence.ShouldEndWith(".");
    }
}
