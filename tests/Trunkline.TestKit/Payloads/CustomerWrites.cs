using System.Globalization;
using System.Text;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.TestKit.Payloads;

/// <summary>The webhook that Meta posts when a customer wrote a text, as bytes ready to be signed.</summary>
public static class CustomerWrites
{
    public static byte[] Body(
        string number,
        string phone,
        string wamid,
        long seconds,
        string text,
        string? userId = null
    )
    {
        var (ofContact, ofMessage) = userId is null
            ? ("", "")
            : ($",\"user_id\":\"{userId}\"", $"\"from_user_id\":\"{userId}\",");
        return Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"object":"whatsapp_business_account","entry":[{"id":"{{{DemoNumbers.BusinessAccountId}}}","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"493055500101","phone_number_id":"{{{number}}}"},"contacts":[{"profile":{"name":"Customer {{{phone}}}"},"wa_id":"{{{phone}}}"{{{ofContact}}}}],"messages":[{"from":"{{{phone}}}",{{{ofMessage}}}"id":"{{{wamid}}}","timestamp":"{{{seconds}}}","text":{"body":"{{{text}}}"},"type":"text"}]},"field":"messages"}]}]}"""
            )
        );
    }
}
