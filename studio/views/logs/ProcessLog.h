// What the server of a local project printed: the end of process.log, followed while it is visible.
//
// Object name: logs.process.
#pragma once

#include <QPlainTextEdit>
#include <QStringList>
#include <QTimer>

namespace socle::studio {

class ProcessLog : public QPlainTextEdit
{
    Q_OBJECT

public:
    /// `path` of process.log; it may not exist yet.
    explicit ProcessLog(const QString &path, QWidget *parent = nullptr);

    /// Only lines with these words; empty: all.
    void setWords(const QString &words);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void follow();
    void refill();

    const QString m_path;
    QString m_words;
    QStringList m_lines; // at most kProcessLines
    QByteArray m_partial; // a line that is not finished
    qint64 m_position = -1;
    QTimer m_timer;
};

} // namespace socle::studio
