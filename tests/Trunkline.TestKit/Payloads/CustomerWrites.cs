using System.Globalization;
using System.Text;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.TestKit.Payloads;

/// <summary>The webhook that Meta posts when a customer wrote a text, or changed one, as bytes ready to be signed.</summary>
public static class CustomerWrites
{
    public static byte[] Body(
        string number,
        string phone,
        string wamid,
        long seconds,
        string text,
        string? userId = null
    ) => Of(number, new(phone, userId), wamid, seconds, $$$"""text":{"body":"{{{text}}}"},"type":"text""");

    /// <summary>The customer wants the earlier message to read so.</summary>
    public static byte[] Edit(
        string number,
        CustomerNames from,
        string wamid,
        long seconds,
        string earlier,
        string text
    ) =>
        Of(
            number,
            from,
            wamid,
            seconds,
            $$$$"""edit":{"message":{"text":{"body":"{{{{text}}}}"},"type":"text"},"original_message_id":"{{{{earlier}}}}"},"type":"edit"""
        );

    /// <summary>The customer has deleted the earlier message.</summary>
    public static byte[] Revoke(string number, CustomerNames from, string wamid, long seconds, string earlier) =>
        Of(number, from, wamid, seconds, $$$"""revoke":{"original_message_id":"{{{earlier}}}"},"type":"revoke""");

    private static byte[] Of(string number, CustomerNames from, string wamid, long seconds, string content)
    {
        var (ofContact, ofMessage) = from.UserId is { } id
            ? ($",\"user_id\":\"{id}\"", $"\"from_user_id\":\"{id}\",")
            : ("", "");
        return Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"object":"whatsapp_business_account","entry":[{"id":"{{{DemoNumbers.BusinessAccountId}}}","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"493055500101","phone_number_id":"{{{number}}}"},"contacts":[{"profile":{"name":"Customer {{{from.Phone}}}"},"wa_id":"{{{from.Phone}}}"{{{ofContact}}}}],"messages":[{"from":"{{{from.Phone}}}",{{{ofMessage}}}"id":"{{{wamid}}}","timestamp":"{{{seconds}}}","{{{content}}}"}]},"field":"messages"}]}]}"""
            )
        );
    }
}
