// One of many, with search when there are more than eight. The options' second line, icon and dot
// are optional.
#pragma once

#include "studio/kit/TextField.h"

#include <QAbstractButton>
#include <QVector>

namespace socle::studio {

struct SelectOption
{
    QString key = {};
    QString text = {};
    QString detail = {}; // second line, smaller
    QString iconName = {};
    QColor dot = {}; // avatar dot
    bool enabled = true;
};

class Select : public QAbstractButton
{
    Q_OBJECT

public:
    explicit Select(QWidget *parent = nullptr);

    void setOptions(const QVector<SelectOption> &options);

    const QVector<SelectOption> &options() const { return m_options; }

    void setPlaceholder(const QString &text);

    QString currentKey() const { return m_key; }

    /// Selects without signalling; an unknown key shows the placeholder.
    void setCurrentKey(const QString &key);
    /// Two-line look with detail (who, which record).
    void setTall(bool tall);
    void setInputState(InputState state);
    void openList();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void currentChanged(const QString &key);
    /// The list is open and the user types: for options that come from elsewhere; set them with
    /// setOptions.
    void searchRequested(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    const SelectOption *current() const;

    QVector<SelectOption> m_options;
    QString m_key;
    QString m_placeholder;
    InputState m_state = InputState::Normal;
    bool m_tall = false;
    class List;
    friend class List;
    List *m_list = nullptr;
};

} // namespace socle::studio
