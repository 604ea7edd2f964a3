// The accounts of one auth collection as a table: who, verified, linked providers, last sign-in,
// created.
//
// Pages of 50 as the list is scrolled. Providers and sign-in origins come a moment later, for a
// whole page at once; a server that keeps none leaves their cells empty. UI thread.
#pragma once

#include "studio/api/AccountsEndpoint.h"
#include "studio/api/WireTime.h"
#include "studio/domain/CollectionSchema.h"

#include <QAbstractTableModel>
#include <QDateTime>

namespace socle::studio {

struct Account
{
    Record record = {};
    QStringList providers = {}; // "google"
    QDateTime lastSignIn = {}; // UTC, of the newest origin; null when none is known
    int origins = 0;
};

/// What names an account to people: e-mail, else the first other identity field, else its id.
QString accountName(const CollectionSchema &collection, const Record &record);
/// Second name beside it (the "name" or "title" of the record), may be empty.
QString accountSubtitle(const CollectionSchema &collection, const Record &record);

class AccountModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Verified, Providers, LastSignIn, Created, Id, ColumnCount };
    enum class State { Idle, Loading, Ready, Failed };

    enum Role {
        NameRole = Qt::UserRole + 301,
        SubtitleRole,
        VerifiedRole,
        ProvidersRole,
        TimeRole
    };

    static constexpr int kPage = 50;

    explicit AccountModel(ApiClient &client, QObject *parent = nullptr);

    /// Another collection: everything anew. Null empties the model.
    void setCollection(const CollectionPtr &collection);

    const CollectionPtr &collection() const { return m_collection; }

    /// Plain words over identity and label fields, id; `unverifiedOnly` as a second condition.
    void setSearch(const QString &words, bool unverifiedOnly);

    bool isNarrowed() const { return !m_words.isEmpty() || m_unverifiedOnly; }

    void reload();
    /// One account changed or is gone elsewhere in the studio.
    void replace(const Record &record);
    void removeId(const QString &id);

    State state() const { return m_state; }

    const ApiError &error() const { return m_error; }

    /// Matching accounts, -1 while unknown.
    qint64 total() const { return m_total; }

    const Account *at(int row) const;
    int rowOf(const QString &id) const;

    /// The filter of the last question, for tests and exports.
    QString filter() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    void stateChanged();

private:
    void take(RecordPage page);
    void askRows(AccountRows rows, const QStringList &ids);
    void setState(State state);

    ApiClient &m_client;
    CollectionPtr m_collection;
    std::vector<Account> m_accounts;
    QString m_words;
    ApiError m_error;
    State m_state = State::Idle;
    qint64 m_total = -1;
    quint64 m_generation = 0;
    int m_page = 0;
    bool m_unverifiedOnly = false;
    bool m_isFetching = false;
    bool m_hasMore = false;
};

} // namespace socle::studio
