using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Delivery;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations;

internal static class ConversationsData
{
    extension(TrunklineDb db)
    {
        public DbSet<Customer> Customers => db.Set<Customer>();
        public DbSet<Identity> Identities => db.Set<Identity>();
        public DbSet<Contact> Contacts => db.Set<Contact>();
        public DbSet<Conversation> Conversations => db.Set<Conversation>();
        public DbSet<Participant> Participants => db.Set<Participant>();
        public DbSet<Message> Messages => db.Set<Message>();
        public DbSet<ConsentFact> ConsentFacts => db.Set<ConsentFact>();
        public DbSet<StoredReport> DeliveryReports => db.Set<StoredReport>();
    }
}
