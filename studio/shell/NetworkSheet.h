// Help, Network activity: the last 500 requests of a connection, newest first; method, path,
// status, time, bytes. No bodies, no tokens: the client keeps none.
//
// Source: studio.md 2.3.
#pragma once

#include "studio/kit/Sheet.h"

#include <QAbstractTableModel>

namespace socle::studio {

class ApiClient;
class ConnectionContext;
class DataGrid;
struct RequestSummary;

class NetworkModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Method, Path, Status, Duration, Bytes, Purpose, ColumnCount };

    explicit NetworkModel(ApiClient &client, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Only failed ones.
    void setErrorsOnly(bool on);
    void clear();

private:
    void add(const RequestSummary &summary);
    void fill();

    ApiClient &m_client;
    QList<RequestSummary> m_rows; // newest first
    QDateTime m_since; // earlier ones were cleared away
    bool m_errorsOnly = false;
};

class NetworkSheet : public Sheet
{
    Q_OBJECT

public:
    NetworkSheet(QWidget *window, ConnectionContext &context);

private:
    DataGrid *const m_grid;
};

} // namespace socle::studio
